"""Generated builders."""
