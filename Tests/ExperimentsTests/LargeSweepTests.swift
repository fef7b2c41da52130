import Experiments
import Testing

@Suite struct LargeSweepTests {
  @Test("a thousand rows are read and checked", .timeLimit(.minutes(5)))
  func thousandRows() throws {
    let bench = try Workbench()
    let latents = (1...100).map(String.init).joined(separator: ", ")
    try bench.write(
      Workbench.experiment(
        """
        "sweep": { "grid": { "model.latent": [\(latents)],
                             "reduction.pca.dimensions": { "from": 1, "to": 10 } } }
        """), to: "x.json")
    #expect(try bench.expand().rows.count == 1000)
  }
}
