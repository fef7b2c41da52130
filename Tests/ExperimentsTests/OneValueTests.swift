import Experiments
import NeuralNetworks
import Specification
import Testing

/// One setting takes one value: parts of a sweep that would overrule each other are refused.
@Suite struct OneValueTests {
  /// The places and the words of a clash, in short: `grid.model.latent sets variants.wide.model.latent`.
  private func clashes(_ sweep: String) throws -> [String] {
    try Workbench().problems(with: "\"sweep\": \(sweep)").map { text in
      let words = text.split(separator: " ").map(String.init)
      let other = words.dropFirst(2).first { $0.hasPrefix("sweep.") } ?? "?"
      let verb = words.first { ["sets", "replaces", "reaches"].contains($0) } ?? "?"
      return "\(words[1].dropLast()) \(verb) \(other)".replacing("sweep.", with: "")
    }
  }

  @Test(
    "parts that set the same thing are refused, both places named",
    arguments: [
      (
        "{ \"variants\": { \"wide\": { \"model.latent\": 8 } }, \"grid\": { \"model.latent\": [2, 3] } }",
        "grid.model.latent sets variants.wide.model.latent"
      ),
      (
        "{ \"cases\": [{ \"model.latent\": 8 }], \"grid\": { \"model.autoencoder.latent\": [2, 3] } }",
        "grid.model.autoencoder.latent sets cases[0].model.latent"
      ),
      (
        "{ \"grid\": { \"model.latent\": [2], \"model.autoencoder.latent\": [3] } }",
        "grid.model.autoencoder.latent sets grid.model.latent"
      ),
      (
        "{ \"zip\": { \"reduction.dimensions\": [2] }, \"grid\": { \"reduction[0].pca.dimensions\": [3] } }",
        "grid.reduction[0].pca.dimensions sets zip.reduction.dimensions"
      ),
      (
        "{ \"zip\": { \"model.encoder[0].kernel\": [3] }, \"cases\": [{ \"model.encoder[0].conv.kernel\": 5 }] }",
        "zip.model.encoder[0].kernel sets cases[0].model.encoder[0].conv.kernel"
      ),
      (
        "{ \"grid\": { \"training.epochs\": [3] }, \"random\": { \"count\": 2, \"parameters\": { \"training.epochs\": { \"integer\": [1, 9] } } } }",
        "random.parameters.training.epochs sets grid.training.epochs"
      ),
      (
        "{ \"variants\": { \"a\": { \"training.optimizer\": { \"adam\": 0.1 }, \"training.optimizer.learningRate\": 0.2 } } }",
        "variants.a.training.optimizer.learningRate sets variants.a.training.optimizer"
      ),
    ])
  func same(sweep: String, expected: String) throws {
    #expect(try clashes(sweep) == [expected])
  }

  @Test(
    "a part that replaces what another reaches into is refused",
    arguments: [
      (
        "{ \"variants\": { \"adam\": { \"training.optimizer\": \"adam\" } }, \"grid\": { \"training.optimizer.sgd.momentum\": [0, 0.9] } }",
        "grid.training.optimizer.sgd.momentum replaces variants.adam.training.optimizer"
      ),
      (
        "{ \"grid\": { \"training.optimizer.sgd.learningRate\": [0.1], \"training.optimizer.adam.learningRate\": [0.01] } }",
        "grid.training.optimizer.adam.learningRate replaces grid.training.optimizer.sgd.learningRate"
      ),
      (
        "{ \"grid\": { \"training.optimizer\": [\"adam\"], \"training.optimizer.adam.learningRate\": [0.01] } }",
        "grid.training.optimizer.adam.learningRate reaches grid.training.optimizer"
      ),
      (
        "{ \"variants\": { \"a\": { \"model.latent\": 3 } }, \"grid\": { \"model\": [\"pixels\"] } }",
        "grid.model replaces variants.a.model.latent"
      ),
      (
        "{ \"cases\": [{ \"reduction.pca.dimensions\": 3 }], \"grid\": { \"reduction\": [[], [\"standardize\"]] } }",
        "grid.reduction replaces cases[0].reduction.pca.dimensions"
      ),
      (
        "{ \"variants\": { \"a\": { \"training.optimizer.learningRate\": 0.1, \"training.optimizer\": \"sgd\" } } }",
        "variants.a.training.optimizer replaces variants.a.training.optimizer.learningRate"
      ),
    ])
  func replaced(sweep: String, expected: String) throws {
    let found = try clashes(sweep)
    #expect(found.first == expected)
  }

  @Test("changes that both hold are taken")
  func both() throws {
    let sweep = try Workbench().rows(
      sweep: """
        {
          "variants": { "a": { "training.optimizer": "sgd", "training.optimizer.momentum": 0.5 } },
          "grid": { "training.epochs": [1, 2], "model.encoder[0].channels": [3],
                    "model.encoder[2].channels": [4] },
          "zip": { "clustering.kmeans.clusters": [2], "clustering.restarts": [3] }
        }
        """)
    let optimizer = try #require(
      sweep.rows[1].experiment.training.optimizer?.value as? GradientDescent)
    #expect(sweep.rows.count == 2 && optimizer.momentum == 0.5)
    let named = try Workbench().rows(
      sweep: """
        { "grid": { "training.optimizer.adam.learningRate": [0.1], "training.optimizer.adam.beta1": [0.5] } }
        """)
    let adam = try #require(named.rows[0].experiment.training.optimizer?.value as? Adam)
    #expect(adam.learningRate == 0.1 && adam.beta1 == 0.5)
  }

  @Test("the message says where the other place is and what to do")
  func message() throws {
    let found = try Workbench().problems(
      with: """
        "sweep": { "variants": { "wide": { "model.latent": 8 } },
          "grid": { "model.latent": [2, 3] } }
        """)
    #expect(found.count == 1)
    #expect(
      found[0].hasPrefix(
        "x.json:9:13 sweep.grid.model.latent: this sets \"model.autoencoder.latent\", which "
          + "sweep.variants.wide.model.latent ("))
    #expect(found[0].contains("x.json:8:38) sets as well; one setting takes one value"))
  }
}
