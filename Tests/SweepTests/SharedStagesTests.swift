import Foundation
import Specification
import TestSupport
import Testing

/// Nothing is computed twice, in a sweep and from one sweep to the next.
@Suite struct SharedStagesTests {
  private static let experiments =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/experiments"

  @Test("five settings with three seeds train nine networks; another clusterer trains none")
  func nineTrainings() throws {
    let bench = try SweepBench()
    let small = [
      "dataset.train.count=40", "dataset.validation.count=20", "dataset.test.count=40",
      "training.epochs=1",
    ].flatMap { ["--set", $0] }
    let file = Self.experiments + "/latent_dims.json"
    func trainings(_ mark: String, _ more: [String] = []) throws -> Int {
      let plan = try bench.start(["plan", file] + small + more).wait()
      #expect(plan.code == 0, "\(plan.errors)")
      return plan.output.split(separator: "\n").count {
        $0.hasPrefix(mark) && $0.contains("train autoencoder: ")
      }
    }
    #expect(try trainings("run ") == 9)
    let run = try bench.start(["run", file, "--quiet", "--results", "out"] + small).wait()
    #expect(run.code == 0, "\(run.errors)")
    let ward = ["--set", "clustering={ \"agglomerative\": { \"clusters\": 2 } }"]
    #expect(try trainings("run ", ward) == 0)
    #expect(try trainings("stored", ward) == 9)
    #expect(try trainings("run ", ["--set", "reduction.pca.dimensions=5"]) == 0)
    #expect(try trainings("run ", ["--set", "training.epochs=2"]) == 9)
  }
}
