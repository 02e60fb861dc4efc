"""From requests to stored records: fetch, archive, parse, resolve, store."""
