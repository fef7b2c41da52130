import Experiments
import NeuralNetworks
import Specification
import Testing

/// `--set` is the last word: it holds in every row.
@Suite struct LastWordTests {
  private func expand(_ sweep: String, _ set: String...) throws -> ExpandedSweep {
    try Workbench().expand(with: "\"sweep\": \(sweep)", set: set)
  }

  private func latents(_ sweep: ExpandedSweep) -> [Int?] {
    sweep.rows.map { ($0.experiment.model?.value as? Autoencoder)?.latent }
  }

  private func notes(_ sweep: ExpandedSweep) -> [String] { sweep.notes.list.map(\.note.kind) }

  @Test("it wins over an axis, and rows that become alike are run once")
  func axis() throws {
    let sweep = try expand(
      "{ \"grid\": { \"model.latent\": [2, 3], \"training.epochs\": [1, 2] } }",
      "model.autoencoder.latent=64")
    #expect(latents(sweep) == [64, 64])
    #expect(sweep.rows.map(\.label) == ["epochs 1", "epochs 2"])
    #expect(sweep.rows[0].values == ["64", "1"])
    #expect(Set(notes(sweep)) == ["set.overrules", "rows.equal"])
    #expect(sweep.notes.list[0].note.message.contains("sweep.grid"))
  }

  @Test("it wins over variants, cases and draws")
  func groups() throws {
    let sweep = try expand(
      """
      { "variants": { "short": { "training.epochs": 1 }, "long": { "training.epochs": 90 } },
        "cases": [{ "name": "a", "model.latent": 2 }, { "name": "b", "model.latent": 3 }] }
      """, "training.epochs=25")
    #expect(sweep.rows.map(\.label) == ["short, a, epochs 25", "short, b, epochs 25"])
    #expect(sweep.rows.allSatisfy { $0.experiment.training.epochs == 25 })
    let drawn = try expand(
      "{ \"random\": { \"count\": 5, \"parameters\": { \"model.latent\": { \"integer\": [2, 90] } } } }",
      "model.latent=7")
    #expect(latents(drawn) == [7])
  }

  @Test("it reaches into what a variant sets as a whole, and is noted where it has no place")
  func inside() throws {
    let sweep = try expand(
      """
      { "variants": { "file": { "model": { "autoencoder": { "encoder": ["relu"], "latent": 9 } } },
                      "pixels": { "model": "pixels" }, "same": {} } }
      """, "model.latent=5")
    #expect(latents(sweep) == [5, nil, 5])
    #expect(sweep.rows.map(\.label) == ["file", "pixels", "same"])
    #expect(notes(sweep) == ["set.unfit"])
  }

  @Test("a choice that it makes is not unmade, but may be refined")
  func choice() throws {
    let sgd = try expand(
      """
      { "variants": { "adam": { "training.optimizer": { "adam": 0.1 } },
                      "sgd": { "training.optimizer": "sgd" } } }
      """, "training.optimizer.sgd.momentum=0.9")
    #expect(sgd.rows.map { $0.experiment.training.optimizer?.kind } == ["sgd"])
    #expect(sgd.rows.map(\.label) == ["sgd"])
    let refined = try expand(
      "{ \"grid\": { \"training.optimizer.learningRate\": [0.1, 0.2] } }", "training.optimizer=sgd")
    #expect(
      refined.rows.map { $0.experiment.training.optimizer?.value.learningRate } == [0.1, 0.2])
    let whole = try expand(
      "{ \"grid\": { \"training.optimizer.learningRate\": [0.1, 0.2] } }",
      "training.optimizer={\"sgd\": 0.5}")
    #expect(whole.rows.map { $0.experiment.training.optimizer?.value.learningRate } == [0.5])
    let replaced = try expand("{ \"grid\": { \"model.latent\": [2, 3] } }", "model=pixels")
    #expect(replaced.rows.map { $0.experiment.model?.kind } == ["pixels"])
  }
}
