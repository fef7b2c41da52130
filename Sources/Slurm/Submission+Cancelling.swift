import Foundation
import Pipeline
import Runner

extension Submission {
  /// Ends all jobs; what is stored stays, and trainings leave a checkpoint to go on from.
  ///
  /// - Throws: `SlurmError` when Slurm refuses, `FileError` when the store cannot be written.
  public func cancel(with controller: SlurmController) throws {
    // Nobody submits a job any more before those that there are have been ended.
    try LockFile.holding(folder + "/advance.lock", shared: false) {
      guard end == nil else { return }
      try finish(SubmissionEnd(.cancelled))
    }
    try controller.cancel(name: name)
  }
}
