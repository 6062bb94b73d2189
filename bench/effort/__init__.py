"""What a task costs an agent's hands: scripted walks of the real console, priced by the keystroke-level model."""
