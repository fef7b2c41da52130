import Pipeline
import Runner

/// Stages that hang together.
enum Components {
  /// Divides stages so that no stage of one part reads what a stage of another leaves.
  ///
  /// - Returns: The parts, and the stages in each, in the order of the stages.
  static func of(_ stages: [Stage]) -> [[Stage]] {
    let positions = Dictionary(uniqueKeysWithValues: stages.enumerated().map { ($1.key, $0) })
    var parents = Array(stages.indices)
    func root(_ position: Int) -> Int {
      var position = position
      while parents[position] != position {
        parents[position] = parents[parents[position]]
        position = parents[position]
      }
      return position
    }
    for (position, stage) in stages.enumerated() {
      for input in stage.inputs {
        guard let other = positions[input] else { continue }
        let (left, right) = (root(position), root(other))
        parents[max(left, right)] = min(left, right)
      }
    }
    var parts: [Int: [Stage]] = [:]
    for (position, stage) in stages.enumerated() {
      parts[root(position), default: []].append(stage)
    }
    return parts.sorted { $0.key < $1.key }.map(\.value)
  }
}
