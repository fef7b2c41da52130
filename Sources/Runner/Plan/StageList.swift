/// Stages, each once, found by their keys.
///
/// A large sweep has a million of them: the table of places takes four bytes for each, where a
/// dictionary of keys would take a hundred.
public struct StageList: Sendable {
  /// The stages, in the order in which they came.
  public private(set) var stages: [Stage] = []
  /// Open addressing: the place of a stage, or -1; its length is a power of two.
  private var table = [Int32](repeating: -1, count: 16)

  /// No stages.
  public init() {}

  /// The stages, those of equal key merged: the first stays.
  public init(_ stages: [Stage]) {
    for stage in stages { add(stage) }
  }

  /// Where the stage of a key is; nil where there is none.
  public func position(of key: StageKey) -> Int? {
    let place = table[slot(of: key)]
    return place < 0 ? nil : Int(place)
  }

  /// Adds a stage, unless one of its key is there.
  public mutating func add(_ stage: Stage) {
    if 2 * stages.count >= table.count { grow() }
    let slot = slot(of: stage.key)
    guard table[slot] < 0 else { return }
    table[slot] = Int32(stages.count)
    stages.append(stage)
  }

  /// The slot that a key is in, or would be.
  private func slot(of key: StageKey) -> Int {
    let mask = table.count - 1
    var slot = key.hashValueOfDigits & mask
    while table[slot] >= 0, stages[Int(table[slot])].key != key { slot = (slot + 1) & mask }
    return slot
  }

  private mutating func grow() {
    table = [Int32](repeating: -1, count: 2 * table.count)
    for (index, stage) in stages.enumerated() { table[slot(of: stage.key)] = Int32(index) }
  }
}
