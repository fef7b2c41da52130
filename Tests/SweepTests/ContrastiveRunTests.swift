import TestSupport
import Testing

@Suite("A contrastive model in an experiment")
struct ContrastiveRunTests {
  @Test("is trained, embedded before its projection and reported under its own loss")
  func run() throws {
    let bench = try SweepBench()
    let members = #"""
      , "sweep": { "grid": { "model.contrastive.objective": ["simclr", "barlowTwins", "vicreg"] } }
      """#
    let file = try bench.write(
      SweepBench.experiment(epochs: 2, model: SweepBench.contrastive, members: members))
    let run = try bench.sweep("run", file)
    #expect(run.code == 0, "\(run.errors)")
    let report = try bench.text("results/x/report.md")
    for title in ["SimCLR", "Barlow Twins", "VICReg"] { #expect(report.contains(title)) }
    // Losses of different kinds have no common axis: each has a figure of its own.
    let figures = try bench.results().keys
    for name in ["curves", "curves-2", "curves-3"] {
      #expect(figures.contains("figures/\(name).png"), "\(name)")
    }
    #expect(!report.contains("econstruct"), "a model without a decoder gives nothing back")
    // Eight numbers come out of the encoder, six out of the projection: eight can be reduced to seven.
    let wide = try bench.start(["plan", file, "--set", "reduction=[{\"pca\":7}]"]).wait()
    #expect(wide.code == 0, "\(wide.errors)")
    let wider = try bench.start(["plan", file, "--set", "reduction=[{\"pca\":9}]"]).wait()
    #expect(wider.code == 2)
  }
}
