import Foundation
import FuzzTargets
import TestSupport
import Testing

@Suite struct FindingTests {
  /// What fuzzing found, by target: the files of `Tests/Fixtures/findings`.
  private static var findings: [(target: String, path: String)] {
    let root = Fixture.path("findings")
    let files = FileManager.default.enumerator(atPath: root)?.compactMap { $0 as? String } ?? []
    return files.filter { $0.contains("/") }.sorted().map { file in
      (file.split(separator: "/").first.map(String.init) ?? "", "\(root)/\(file)")
    }
  }

  @Test("what fuzzing found once is read or refused in words", .timeLimit(.minutes(10)))
  func everyFinding() throws {
    let targets = try FuzzTargets.all()
    for (name, path) in Self.findings {
      let target = try #require(targets.first { $0.name == name }, "no target \(name)")
      let input = try Array(Data(contentsOf: URL(fileURLWithPath: path)))
      let start = ContinuousClock.now
      if case .silent = target.outcome(of: input, in: try TemporaryFolder()) {
        Issue.record("\(path) is refused without a word")
      }
      #expect(ContinuousClock.now - start < .seconds(20), "\(path)")
    }
  }

  @Test("every target accepts a seed of its own, and the same number gives the same input")
  func seeds() throws {
    for target in try FuzzTargets.all() {
      let folder = try TemporaryFolder()
      let accepted = target.seeds.count { seed in
        if case .accepted = target.outcome(of: seed, in: folder) { true } else { false }
      }
      #expect(accepted > 0, "\(target.name)")
      let inputs = (0..<50).map { target.input(seed: 3, number: $0) }
      #expect(inputs == (0..<50).map { target.input(seed: 3, number: $0) })
      #expect(Set(inputs).count > 10, "\(target.name)")
    }
  }

  @Test("a few changed inputs of every target are read or refused", .timeLimit(.minutes(15)))
  func changed() throws {
    for target in try FuzzTargets.all() {
      let folder = try TemporaryFolder()
      for number in UInt64(0)..<60 {
        if case .silent = target.outcome(of: target.input(seed: 7, number: number), in: folder) {
          Issue.record("\(target.name): input \(number) of seed 7 is refused without a word")
        }
      }
    }
  }
}
