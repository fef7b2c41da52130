import Foundation

/// What a worker tells of itself in a file of memory that outlives it.
struct FuzzStatus {
  /// The numbers, in their order.
  enum Field: Int, CaseIterable {
    /// The number of the input that is being read.
    case current
    /// How many were read.
    case done
    /// How many were accepted.
    case accepted
    /// Whether it has read the seeds and begins with inputs.
    case isReady
    /// What is wrong with the current input: 0 nothing, 1 slow, 2 memory, 3 silent.
    case fault
  }

  private let descriptor: Int32

  /// Opens the file, made when it is missing.
  init(_ path: String) {
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
  }

  /// A number; 0 where none was written.
  subscript(field: Field) -> UInt64 {
    get {
      var value: UInt64 = 0
      pread(descriptor, &value, 8, 8 * field.rawValue)
      return value
    }
    nonmutating set {
      var value = newValue
      pwrite(descriptor, &value, 8, 8 * field.rawValue)
    }
  }

  /// Begins anew.
  func reset() { for field in Field.allCases { self[field] = 0 } }
}
