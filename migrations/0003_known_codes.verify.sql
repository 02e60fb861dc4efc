SELECT 'refuse_unknown_origin'::regproc, 'refuse_unfit_line'::regproc, 'refuse_change'::regproc,
    'remove_histories'::regproc;
