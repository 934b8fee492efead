"""Launch templates, their versions, and the rules of their network interfaces."""
