/// Something of a store that is removed when nobody needs it.
public struct Garbage: Sendable {
  /// What it is.
  public enum Kind: Sendable, Equatable {
    /// A stored stage.
    case stage(StageKey)
    /// What a tenant left that has a name for people: a submission that has ended.
    case named(String)
    /// What a tenant left that nobody knows by name: a program that no job runs.
    case unnamed
    /// What a process left that has ended.
    case trace
  }

  /// What it is.
  public let kind: Kind
  /// The folder or file.
  public let path: String
  /// The bytes on disk.
  public let size: Int
  /// When it was last used: seconds since 1970.
  public let lastUsed: Double
  /// Whether it goes whatever its age and the size of the store.
  public let isSpent: Bool

  /// Names something that can be removed.
  public init(kind: Kind, path: String, size: Int, lastUsed: Double, isSpent: Bool = false) {
    self.kind = kind
    self.path = path
    self.size = size
    self.lastUsed = lastUsed
    self.isSpent = isSpent
  }

  /// The stored stages, what tenants left and other traces, the longest unused first.
  ///
  /// The caller holds the gate of the store alone, so that nothing is half written.
  static func all(
    in store: Store, tenants: [any StoreTenant], traces: [Garbage]
  ) -> [Garbage] {
    // Behind a link lies what is not the store's.
    let own = Set(store.entries(of: "stages", kind: .folder))
    let stages = store.list().filter { own.contains(String($0.key.hex.prefix(2))) }.map {
      Garbage(
        kind: .stage($0.key), path: store.folder(of: $0.key), size: $0.size, lastUsed: $0.lastUsed)
    }
    let all = stages + tenants.flatMap { $0.garbage(in: store) } + traces
    return all.sorted { ($0.lastUsed, $0.path) < ($1.lastUsed, $1.path) }
  }
}
