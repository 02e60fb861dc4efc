SELECT 'refuse_wrong_quotes'::regproc, 'refuse_wrong_splits'::regproc, 'refuse_change'::regproc,
    'remove_histories'::regproc;
