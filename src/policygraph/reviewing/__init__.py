"""Reviewing: a draft is held against what a corpus knows, and each remark says what it rests on."""
