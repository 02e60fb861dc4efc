SELECT tick FROM quote WHERE false;
SELECT tick FROM quote_current WHERE false;
SELECT payload, fetched_at FROM sighting WHERE false;
