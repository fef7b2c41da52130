import Datasets
import Experiments
import NeuralNetworks
import Specification
import Testing

/// What a sweep expands to: order, labels, titles, values.
@Suite struct SweepTests {
  @Test("without a sweep there is one row, called like the experiment")
  func single() throws {
    let sweep = try Workbench().expand(with: "\"seeds\": [3, 5]")
    #expect(sweep.rows.map(\.label) == ["Test"])
    #expect(sweep.axes.isEmpty && sweep.seeds == [3, 5])
  }

  @Test("parts combine, the first varying slowest")
  func order() throws {
    let sweep = try Workbench().rows(
      sweep: """
        {
          "grid": { "model.latent": [16, 32], "training.epochs": [1, 2] },
          "zip": { "reduction.pca.dimensions": [4, 8], "training.batchSize": [10, 20] },
          "variants": { "a": {}, "b": { "reduction.pca.whiten": false } }
        }
        """)
    #expect(sweep.rows.count == 16)
    #expect(
      sweep.rows.prefix(5).map(\.label) == [
        "a, PCA dimensions 4, batch size 10, latent 16, epochs 1",
        "a, PCA dimensions 4, batch size 10, latent 16, epochs 2",
        "a, PCA dimensions 4, batch size 10, latent 32, epochs 1",
        "a, PCA dimensions 4, batch size 10, latent 32, epochs 2",
        "a, PCA dimensions 8, batch size 20, latent 16, epochs 1",
      ])
    #expect(sweep.rows[8].label == "b, PCA dimensions 4, batch size 10, latent 16, epochs 1")
    #expect(
      sweep.axes.map(\.title) == [
        "PCA whiten", "PCA dimensions", "batch size", "latent", "epochs",
      ])
    #expect(sweep.rows[8].values == ["off", "4", "10", "16", "1"])
    #expect(sweep.rows[0].values == ["on", "4", "10", "16", "1"])
    #expect(sweep.rows.map(\.index) == Array(0..<16))
  }

  @Test("a name speaks for its case, values for the rest")
  func names() throws {
    let sweep = try Workbench().rows(
      sweep: """
        {
          "cases": [{ "name": "pixels", "model": "pixels" }, { "model.latent": 16 }],
          "grid": { "reduction.pca.dimensions": [4, 8] }
        }
        """)
    #expect(
      sweep.rows.map(\.label) == [
        "pixels, PCA dimensions 4", "pixels, PCA dimensions 8", "latent 16, PCA dimensions 4",
        "latent 16, PCA dimensions 8",
      ])
    #expect(sweep.rows[0].values == ["pixels", nil, "4"])
    #expect(sweep.rows[2].values == ["autoencoder", "16", "4"])
    #expect(sweep.rows[0].experiment.model?.kind == "pixels")
  }

  @Test("values read well: choices, lists, files, switches")
  func values() throws {
    let bench = try Workbench()
    try bench.write("[{ \"conv\": 4, \"kernel\": 3 }]", to: "architectures/small.json")
    let sweep = try bench.rows(
      sweep: """
        { "cases": [
          { "clustering": { "kmeans": { "clusters": 3, "restarts": 4 } } },
          { "clustering": { "kmeans": 3, "restarts": 4 } },
          { "clustering": "kmeans" },
          { "reduction": [] },
          { "reduction": [{ "pca": 4 }, { "pca": 2, "whiten": true }] },
          { "model.encoder": "architectures/small.json" },
          { "reduction.pca.whiten": false },
          { "model.encoder[0].kernel": [3, 5] },
          { "clustering": null }
        ] }
        """)
    #expect(
      sweep.rows.map(\.label) == [
        "k-means 3 (restarts 4)", "k-means", "reduction none",
        "reduction PCA 4 + PCA 2 (whiten on)", "small", "PCA whiten off",
        "layer 0 kernel 3, 5", "clustering none",
      ])
    #expect(
      sweep.axes.map(\.title) == [
        "clustering", "reduction", "encoder", "PCA whiten", "layer 0 kernel",
      ])
    #expect(sweep.rows[2].values[1] == "none" && sweep.rows[2].values[3] == nil)
    #expect(sweep.rows[2].values[0] == "k-means")
  }

  @Test("titles are as short as tells them apart")
  func titles() throws {
    let sweep = try Workbench().rows(
      sweep: """
        { "cases": [{
          "dataset.train.limit": 5, "dataset.test.limit": 6, "training.optimizer.learningRate": 0.1,
          "model.encoder[0].channels": 3, "model.encoder[2].channels": 4, "clustering.clusters": 2,
          "clustering.kmeans.restarts": 3
        }, { "training.optimizer": { "adam": 0.1 } }] }
        """)
    #expect(
      sweep.axes.map(\.title) == [
        "train limit", "test limit", "learning rate", "layer 0 channels", "layer 2 channels",
        "clusters", "restarts", "optimizer",
      ])
  }

  @Test("ranges are decimal, both ends included")
  func ranges() throws {
    let sweep = try Workbench().rows(
      sweep: """
        { "grid": { "training.optimizer.learningRate": { "from": 0.1, "to": 0.7, "step": 0.1 } } }
        """)
    #expect(
      sweep.rows.map { $0.values[0] } == ["0.1", "0.2", "0.3", "0.4", "0.5", "0.6", "0.7"])
    let whole = try Workbench().rows(
      sweep: "{ \"grid\": { \"model.latent\": { \"from\": 8, \"to\": 32, \"step\": 8 } } }")
    #expect(whole.rows.map { $0.values[0] } == ["8", "16", "24", "32"])
    let tiny = try Workbench().rows(
      sweep: """
        { "grid": { "training.optimizer.epsilon": { "from": 1e-8, "to": 3e-8, "step": 1e-8 } } }
        """)
    #expect(tiny.rows.map { $0.values[0] } == ["1e-08", "2e-08", "3e-08"])
  }

  @Test("a kind may be replaced by naming another in a path, or by the whole choice")
  func replacing() throws {
    let sweep = try Workbench().rows(
      sweep: """
        { "cases": [{ "model.pixels": {} }, { "model": { "pixels": {} }, "dataset.seed": 1 }] }
        """)
    #expect(sweep.rows.allSatisfy { $0.experiment.model?.kind == "pixels" })
  }

  @Test("members that are not there are added beside what is, never inside it")
  func adding() throws {
    let bench = try Workbench()
    let sweep = try bench.expand(
      with: "\"training\": { \"optimizer\": { \"adam\": 0.1 } }",
      set: ["training.epochs=5", "dataset.validation.images=v.npy", "evaluation=validation"])
    let experiment = try #require(sweep.rows.first?.experiment)
    #expect(experiment.training.epochs == 5)
    #expect(experiment.training.optimizer?.value.learningRate == 0.1)
    #expect(experiment.dataset.validation?.kind == "images")
    #expect(experiment.evaluation.split == .validation)
  }

  @Test("random draws are reproducible and independent of the order of parameters")
  func random() throws {
    let latent = "\"model.latent\": { \"integer\": [8, 64] }"
    let rate = "\"training.optimizer.learningRate\": { \"logUniform\": [0.0001, 0.01] }"
    let loss = "\"clustering.clusters\": { \"choice\": [2, 3, 4] }"
    func draws(_ parameters: [String], seed: Int = 7) throws -> [[String: String]] {
      let sweep = try Workbench().rows(
        sweep: """
          { "random": { "count": 40, "seed": \(seed),
            "parameters": { \(parameters.joined(separator: ", ")) } } }
          """)
      return sweep.rows.map { row in
        Dictionary(uniqueKeysWithValues: zip(sweep.axes.map(\.path), row.values.map { $0 ?? "" }))
      }
    }
    let first = try draws([latent, rate, loss])
    #expect(try draws([loss, latent, rate]) == first)
    #expect(try draws([latent, rate, loss], seed: 8) != first)
    // Draws that come to the same are one row.
    var known: Set<String?> = []
    let latents = first.map { $0["model.latent"] }.filter { known.insert($0).inserted }
    #expect(try draws([latent]).map { $0["model.latent"] } == latents)
    let sizes = first.compactMap { $0["model.latent"].flatMap(Int.init) }
    #expect(sizes.count == 40 && sizes.allSatisfy { (8...64).contains($0) })
    #expect(Set(sizes).count > 15)
    let rates = first.compactMap { $0["training.optimizer.learningRate"].flatMap(Double.init) }
    #expect(rates.allSatisfy { $0 >= 0.0001 && $0 <= 0.01 })
    #expect(rates.filter { $0 < 0.001 }.count > 8 && rates.filter { $0 > 0.001 }.count > 8)
    #expect(Set(first.map { $0["clustering.clusters"] }) == ["2", "3", "4"])
  }

  @Test("rows that would be called the same are numbered")
  func unique() throws {
    let bench = try Workbench()
    for folder in ["a", "b"] {
      let size = folder == "a" ? 4 : 8
      try bench.write("[{ \"conv\": \(size), \"kernel\": 3 }]", to: "\(folder)/net.json")
    }
    let sweep = try bench.rows(
      sweep: """
        { "cases": [{ "model.encoder": "a/net.json" }, { "model.encoder": "b/net.json" },
                    { "name": "net (2)", "model.latent": 8 }] }
        """)
    #expect(sweep.rows.map(\.label) == ["net", "net (2)", "net (2) (2)"])
  }

  @Test("rows that come to the same are run once, with a note")
  func repeated() throws {
    let sweep = try Workbench().rows(
      sweep: """
        { "cases": [
          { "name": "a", "model.latent": 8 }, { "model.autoencoder.latent": 8 }, { "model": "pixels" },
          { "clustering": { "kmeans": 2 } }, { "name": "z" }
        ] }
        """)
    #expect(sweep.rows.map(\.label) == ["a", "pixels", "k-means 2"])
    #expect(sweep.rows.map(\.index) == [0, 1, 2])
    let note = try #require(sweep.notes.list.first?.note)
    #expect(
      note.detail
        == "3 of 5 rows are left: \"autoencoder latent 8\" is \"a\", \"z\" is \"k-means 2\"")
  }

  @Test("draws of few values leave few rows, and the baseline may be one that was left out")
  func repeatedDraws() throws {
    let sweep = try Workbench().expand(
      with: """
        "report": { "baseline": "wide, clusters 2" },
        "sweep": { "variants": { "narrow": { "model.latent": 8 }, "wide": { "model.latent": 8 } },
                   "random": { "count": 30, "parameters": {
                     "clustering.clusters": { "integer": [2, 4] } } } }
        """)
    #expect(
      Set(sweep.rows.map(\.label)) == [
        "narrow, clusters 2", "narrow, clusters 3", "narrow, clusters 4",
      ])
    #expect(sweep.report.baseline == "narrow, clusters 2")
  }

  @Test("a variant or a case may carry a grid of its own")
  func ownGrid() throws {
    let sweep = try Workbench().rows(
      sweep: """
        {
          "variants": {
            "sgd": { "training.optimizer": "sgd", "grid": { "training.optimizer.momentum": [0, 0.9] } },
            "adam": {}
          },
          "cases": [{ "model": "pixels" }, { "grid": { "model.latent": [4, 8] } }],
          "grid": { "clustering.clusters": [2] }
        }
        """)
    #expect(
      sweep.rows.map(\.label) == [
        "sgd, momentum 0, pixels, clusters 2", "sgd, momentum 0, latent 4, clusters 2",
        "sgd, momentum 0, latent 8, clusters 2", "sgd, momentum 0.9, pixels, clusters 2",
        "sgd, momentum 0.9, latent 4, clusters 2", "sgd, momentum 0.9, latent 8, clusters 2",
        "adam, pixels, clusters 2", "adam, latent 4, clusters 2", "adam, latent 8, clusters 2",
      ])
    #expect(sweep.rows[3].experiment.training.optimizer?.kind == "sgd")
    #expect(sweep.rows[6].values[1] == nil)
  }
}
