//! Sharing work among threads: one queue of tasks, one worker to a thread.
//!
//! All work on several cores goes through [`share`]. The order in which workers take tasks is not
//! determined, so that callers sort the results.

use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// How many tasks may wait for each worker before the producer has to.
const WAITING: usize = 2;

/// Returns how many threads run at a time on this machine.
pub fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Lets workers take tasks from one queue, each worker on a thread of its own, while `produce` sends
/// the tasks from this thread. Returns the workers in their order once all tasks are done.
///
/// `produce` is handed the function that sends a task; it returns false when no worker is left to
/// take it. A single worker runs on this thread: for little work, starting others takes longer than
/// the work.
///
/// # Panics
/// Where a worker panics, with its message.
pub fn share<W: Send, T: Send>(
    workers: Vec<W>,
    produce: impl FnOnce(&mut dyn FnMut(T) -> bool),
    work: impl Fn(&mut W, T) + Sync,
) -> Vec<W> {
    if let [_] = workers.as_slice() {
        let mut workers = workers;
        produce(&mut |task| {
            work(&mut workers[0], task);
            true
        });
        return workers;
    }
    let (sender, receiver) = sync_channel(WAITING * workers.len());
    // The workers alone own the receiver, so that sending fails once all of them are gone.
    let (receiver, work) = (Arc::new(Mutex::new(receiver)), &work);
    thread::scope(|scope| {
        let running: Vec<_> = workers
            .into_iter()
            .map(|mut worker| {
                let receiver = Arc::clone(&receiver);
                scope.spawn(move || {
                    while let Some(task) = next(&receiver) {
                        work(&mut worker, task);
                    }
                    worker
                })
            })
            .collect();
        drop(receiver);
        produce(&mut |task| sender.send(task).is_ok());
        drop(sender);
        let joined = running.into_iter().map(|thread| {
            let joined = thread.join();
            joined.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        joined.collect()
    })
}

fn next<T>(receiver: &Mutex<Receiver<T>>) -> Option<T> {
    let receiver = receiver.lock().unwrap_or_else(PoisonError::into_inner);
    receiver.recv().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_task_is_done_once_however_many_workers_there_are() {
        for workers in 1..5 {
            let produce = |send: &mut dyn FnMut(u32) -> bool| {
                (0..1000).for_each(|task| assert!(send(task)));
            };
            let done = share(vec![Vec::new(); workers], produce, Vec::push);
            assert_eq!(done.len(), workers);
            let mut all = done.concat();
            all.sort_unstable();
            assert_eq!(all, (0..1000).collect::<Vec<_>>());
        }
    }

    #[test]
    #[should_panic(expected = "task 3")]
    fn a_panic_of_a_worker_is_passed_on() {
        let produce = |send: &mut dyn FnMut(u32) -> bool| while send(3) {};
        share(vec![(), ()], produce, |(), task| panic!("task {task}"));
    }
}
