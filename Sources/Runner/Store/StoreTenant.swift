/// Something beside stages that lives in a store and needs some of them: submissions to a cluster.
///
/// The store knows no more of it than what collecting garbage asks.
public protocol StoreTenant: Sendable {
  /// The stages that what is under way needs.
  ///
  /// - Throws: `FileError` when that cannot be told.
  func neededKeys(in store: Store) throws -> Set<StageKey>

  /// What nobody needs any more.
  func garbage(in store: Store) -> [Garbage]
}
