//! What every store must do, run for SQLite and for PostgreSQL.

mod atomic;
mod audit;
mod catalog;
mod changes;
mod delivery;
mod events;
mod fixtures;
mod harness;
mod health;
mod incidents;
mod jobs;
mod launches;
mod leases;
mod lists;
mod live;
mod matrix;
mod notifications;
mod records;
mod samples;
mod surroundings;
mod tidy;

/// Makes a test per engine out of each function, which takes a [`harness::Harness`].
macro_rules! on_both_engines {
    ($($module:ident: $($case:ident),+;)+) => {
        mod sqlite {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    crate::$module::$case(crate::harness::Harness::sqlite().await).await;
                }
            )+)+
        }

        mod postgres {
            $($(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    crate::$module::$case(crate::harness::Harness::postgres().await).await;
                }
            )+)+
        }
    };
}

on_both_engines! {
    atomic: a_stale_version_is_a_conflict, a_taken_key_is_a_conflict, a_failing_write_leaves_nothing,
        a_dropped_commit_leaves_nothing, ranges_are_never_given_out_twice, an_idempotency_key_counts_once;
    audit: the_chain_holds_under_concurrent_commits, what_was_tampered_with_is_found, entries_cannot_be_changed,
        the_trail_is_narrowed_down, the_head_is_known_apart_from_the_trail;
    changes: what_the_portal_does_is_kept_as_changes, changes_are_found_by_time,
        what_was_the_cause_is_counted;
    delivery: freeze_windows_come_and_go, the_last_good_calendar_stays, delegations_end;
    catalog: a_repository_and_its_services_read_back, services_are_narrowed_down, who_declares_a_service_has_it,
        relations_are_found_from_both_ends, dependencies_are_between_services;
    events: events_are_stored_once, an_event_belongs_to_its_first_request, running_targets_know_their_newest_event;
    health: states_and_their_history_read_back, checks_are_put_behind_each_other_and_thinned,
        the_newest_word_of_each_location_counts, health_is_known_as_others_write_it;
    incidents: an_incident_reads_back, incidents_are_narrowed_down_and_come_in_pages;
    jobs: a_lane_runs_one_at_a_time_in_order, pools_are_limited_over_all_workers,
        a_full_pool_does_not_hide_others, two_workers_get_each_job_once, a_queued_key_is_not_added_twice,
        a_running_key_is_added_again, a_job_given_back_absorbs_its_double, a_skipped_job_waits_for_the_commit,
        the_next_due_job_is_known, jobs_are_counted;
    launches: a_launch_reads_back, one_guarded_action_is_under_way_in_a_place,
        the_last_action_of_a_place_is_known;
    leases: an_expired_lease_is_taken_over, a_commit_without_its_lease_writes_nothing,
        a_commit_ends_its_job, leases_are_renewed_and_given_back;
    lists: requests_come_in_pages, requests_are_narrowed_down, environments_come_in_pages,
        environments_are_narrowed_down, a_made_up_cursor_is_refused;
    live: places_follow_the_order_of_commits, commits_at_the_same_moment_stand_or_fall_alone,
        every_write_tells_its_change, watchers_wake_for_each_commit;
    matrix: rows_come_in_windows, the_matrix_is_narrowed_down, versions_are_compared_with_home;
    notifications: nobody_is_told_twice_and_what_was_read_stays_read, preferences_and_channels_read_back,
        a_notice_goes_out_once_by_each_way;
    records: a_request_reads_back, an_environment_reads_back, people_and_their_things_read_back,
        the_catalogue_reads_back, odd_texts_read_back, a_webhook_is_kept_once;
    samples: a_place_is_begun_once_and_measured_by_one_at_a_time,
        no_request_is_lost_between_tiers_and_gaps_stay, what_comes_later_completes_a_step,
        every_metric_has_a_column, each_tier_is_forgotten_at_its_time,
        windows_of_alerts_are_summed_to_the_minute, objectives_are_replaced_and_dropped;
    surroundings: opening_again_keeps_everything;
    tidy: old_live_events_go_part_by_part, old_sessions_tokens_drafts_and_keys_go,
        old_and_surplus_webhooks_go;
}
