"""Reading: bytes become text as a reader sees it, with the numbers and days in it."""
