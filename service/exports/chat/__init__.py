"""Messages of webhooks as people read them in a chat: each a pure function of an event and its report."""
