"""How a result reaches the citizen: post, desk, online, and the draft shown before."""
