SELECT risks, features, best_at FROM analysis WHERE false;
