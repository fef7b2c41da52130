import Files
import Foundation
import Runner
import Specification

/// Mixes its inputs and its seed into a file of `size` bytes, in `steps` steps of `milliseconds`,
/// with a checkpoint after each.
struct MixRunner: StageRunner {
  static let kind = "mix"
  static let version = 1

  func run(_ task: StageTask) throws {
    let specification = task.stage.specification
    let steps = specification["steps"]?.integer ?? 1
    let pause = UInt32((specification["milliseconds"]?.integer ?? 0) * 1000)
    var state = task.loadCheckpoint() ?? [0]
    if state[0] > 0 { task.report(.note("resumed after step \(state[0])")) }
    for step in Int(state[0])..<steps {
      if task.shouldStop, steps > 1 { throw StageStopped() }
      usleep(pause)
      var hash = SHA256()
      hash.update(Array(state.dropFirst()))
      hash.update(Array("\(specification.canonical) \(step)".utf8))
      for input in task.stage.inputs {
        hash.update(try read(task.input(input, "data")))
      }
      state = [UInt8(step + 1)] + hash.digest
      if steps > 1 { try task.saveCheckpoint(state) }
      task.report(.epoch(step + 1, of: steps, loss: 1 / Double(step + 1)))
    }
    let size = specification["size"]?.integer ?? 100
    let bytes = (0..<size).map { state[1 + $0 % 32] &+ UInt8(truncatingIfNeeded: $0 / 32) }
    try AtomicFile.write(bytes, to: task.output + "/data")
    try AtomicFile.write("\(size) bytes\n", to: task.output + "/notes/size.txt")
  }

  private func read(_ path: String) throws -> [UInt8] {
    try MappedFile(path: path).withUnsafeBytes { Array($0) }
  }
}
