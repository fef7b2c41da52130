/// What carries out a plan: on this machine, or on a cluster.
public protocol Executor {
  /// Computes the stages that are missing, and returns when all are settled or the run was stopped.
  ///
  /// - Parameters:
  ///   - plan: The stages.
  ///   - store: Where results are, and go.
  ///   - stop: Asks the run to end early.
  ///   - report: Told what happens, on the calling thread.
  /// - Returns: What became of every stage.
  func run(
    _ plan: Plan, in store: Store, stop: StopSwitch, report: @escaping (RunEvent) -> Void
  ) -> RunResult
}
