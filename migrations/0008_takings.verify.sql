SELECT number, payload FROM taking WHERE false;
