"""Questions that a text or a mail answers: asked with a code, read with care, answered by one sentence."""
