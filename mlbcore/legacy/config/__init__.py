"""The predecessor's settings files, and what becomes of each setting."""
