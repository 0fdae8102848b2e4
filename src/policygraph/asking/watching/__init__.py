"""What is new since somebody last looked, and what is about to be: for a weekly run."""
