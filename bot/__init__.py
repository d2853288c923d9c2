"""Hỏi Đáp Số: a question-and-answer bot for Vietnamese communes."""

__version__ = "0.1.0"
