import Synchronization

/// The descriptions of types, made once each: texts and key paths would be made anew whenever a value is
/// read or written, and a large sweep does that a million times.
private let descriptions = Mutex<[ObjectIdentifier: any Sendable]>([:])

extension Described {
  /// The fields, as they were first described.
  static var knownFields: [Field<Self>] {
    let type = ObjectIdentifier(Self.self)
    if let known = descriptions.withLock({ $0[type] }) as? [Field<Self>] { return known }
    let fields = fields
    descriptions.withLock { $0[type] = fields }
    return fields
  }
}
