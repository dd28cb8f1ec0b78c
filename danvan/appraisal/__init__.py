"""One life for all that is judged. So far its result: recognition, brought by import and by hand."""
