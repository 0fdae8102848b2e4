"""What a review looks for, a module for each kind of trouble. Each function takes a `Draft` and yields its remarks."""
