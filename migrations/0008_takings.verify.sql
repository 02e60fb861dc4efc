SELECT number, payload FROM taking WHERE false;
SELECT listed_at FROM slate WHERE false;
