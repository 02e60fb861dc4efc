SELECT destination, key, message, sent_at FROM notice WHERE false;
