import Experiments
import Specification
import Testing

/// What is wrong with sweeps, and where.
@Suite struct SweepProblemTests {
  private func problems(_ sweep: String) throws -> [String] {
    try Workbench().problems(with: "\"sweep\": \(sweep)")
  }

  @Test(
    "messages",
    arguments: [
      (
        "{ \"zip\": { \"model.latent\": [1, 2], \"training.epochs\": [1] } }",
        [
          "x.json:8:21 sweep.zip: the lists of a zip must be of equal length, these are not (model.latent: 2, training.epochs: 1)"
        ]
      ),
      (
        "{ \"grid\": { \"model.latent\": [] } }",
        ["x.json:8:24 sweep.grid.model.latent: this list is empty, so the sweep would have no rows"]
      ),
      (
        "{ \"cases\": [] }",
        ["x.json:8:23 sweep.cases: there is nothing in \"cases\", so the sweep would have no rows"]
      ),
      (
        "{ \"grid\": { \"seeds\": [[0], [1]] } }",
        ["x.json:8:24 sweep.grid: a sweep cannot change \"seeds\": it holds for the whole file"]
      ),
      (
        "{ \"cases\": [{ \"name\": \"a\" }, { \"name\": \"a\" }] }",
        ["x.json:8:51 sweep.cases[1].name: two cases are named \"a\""]
      ),
      (
        "{ \"cases\": [{ \"name\": 3 }] }",
        ["x.json:8:34 sweep.cases[0].name: expected a name, as \"baseline\", found 3"]
      ),
      ("{ \"cases\": [{ \"\": 3 }] }", ["x.json:8:26 sweep.cases: this path is empty"]),
      (
        "{ \"gird\": {} }",
        ["x.json:8:14 sweep.gird: unknown key \"gird\"; did you mean \"grid\"?"]
      ),
      (
        "{ \"grid\": { \"model.latnet\": [1] } }",
        ["x.json:8:24 model.latnet: autoencoder has no \"latnet\"; did you mean \"latent\"?"]
      ),
      (
        "{ \"grid\": { \"model.latent\": [0, 1, \"x\"] } }",
        [
          "x.json:8:41 model.autoencoder.latent: 0 is out of range: it must be at least 1",
          "x.json:8:47 model.autoencoder.latent: expected a whole number, found \"x\"",
        ]
      ),
      (
        "{ \"grid\": { \"model.encoder.kernel\": [1] } }",
        [
          "x.json:8:24 model.encoder.kernel: several elements of \"model.encoder\" have a \"kernel\": write the index ([0], [2])"
        ]
      ),
      (
        "{ \"grid\": { \"model.latent\": { \"from\": 5, \"to\": 1 } } }",
        ["x.json:8:59 sweep.grid.model.latent.to: the range ends before it starts"]
      ),
      (
        "{ \"grid\": { \"model.latent\": { \"from\": 2, \"to\": 7, \"step\": 2 } } }",
        [
          "x.json:8:59 sweep.grid.model.latent.to: the steps lead to 6 and not to 7: both ends belong to a range; end it at 6, or choose another step"
        ]
      ),
      (
        "{ \"grid\": { \"model.latent\": { \"from\": 0, \"to\": 1, \"step\": 1e-300 } } }",
        ["x.json:8:70 sweep.grid.model.latent.step: the range has more than 10000 values"]
      ),
      (
        "{ \"random\": { \"parameters\": {} } }",
        ["x.json:8:40 sweep.random.parameters: there is nothing to draw"]
      ),
      (
        "{ \"random\": { \"parameters\": { \"a\": { \"uniform\": [2, 1] }, \"b\": \"normal\" } } }",
        [
          "x.json:8:60 sweep.random.parameters.a.interval: an interval is two numbers, the smaller first: [low, high]",
          "x.json:8:75 sweep.random.parameters.b: unknown distribution \"normal\"; allowed are \"uniform\", \"logUniform\", \"integer\", \"choice\"",
        ]
      ),
      (
        "{ \"random\": { \"parameters\": { \"model.latent\": { \"integer\": [-5, -3] } } } }",
        ["x.json:8:42"]
      ),
    ])
  func messages(sweep: String, expected: [String]) throws {
    let found = try problems(sweep)
    if expected == ["x.json:8:42"] {
      #expect(
        !found.isEmpty
          && found.allSatisfy { $0.hasPrefix("x.json:8:42 model.autoencoder.latent: -") })
    } else {
      #expect(found == expected)
    }
  }

  @Test("errors of every row, of the base and of the paths are shown at once, each once")
  func allRows() throws {
    let found = try Workbench().problems(
      with: """
        "training": { "epohcs": 3 },
        "sweep": { "cases": [{ "model.latent": 0 }, { "reduction.pca.dimension": 3 }, { "model.latent": 5 }],
                   "grid": { "clustering.kmeans.clusters": [2, 0] } }
        """)
    #expect(
      found == [
        "x.json:9:40 model.autoencoder.latent: 0 is out of range: it must be at least 1",
        "x.json:8:17 training.epohcs: unknown key \"epohcs\"; did you mean \"epochs\"?",
        "x.json:10:56 clustering.kmeans.clusters: 0 is out of range: it must be at least 1",
        "x.json:9:47 reduction.pca.dimension: pca has no \"dimension\"; did you mean \"dimensions\"?",
      ])
  }

  @Test("huge grids are refused before they are written out")
  func huge() throws {
    let values = (1...100).map(String.init).joined(separator: ", ")
    let lists = (1...12).map { "\"training.a\($0)\": [\(values)]" }.joined(separator: ", ")
    let found = try problems(
      "{ \"grid\": { \(lists) }, \"random\": { \"count\": 100000, \"parameters\": { \"model.latent\": { \"integer\": [1, 9] } } } }"
    )
    #expect(found.count == 1)
    #expect(found[0].hasPrefix("x.json:8:12 sweep: this sweep has more than 100000 rows ("))
  }

  @Test("experiments name the splits and the baseline they have")
  func crossChecks() throws {
    let bench = try Workbench()
    #expect(
      try bench.problems(with: "\"evaluation\": \"validation\"")
        == [
          "x.json:8:3 evaluation: split is \"validation\", which the dataset does not have (it has: train, test)"
        ].map { $0.replacing("8:3", with: "8:17") })
    #expect(
      try bench.problems(
        with:
          "\"report\": { \"baseline\": \"latnt 8\" }, \"sweep\": { \"grid\": { \"model.latent\": [8, 9] } }"
      ) == [
        "x.json:8:27 report.baseline: no row is called \"latnt 8\"; did you mean \"latent 8\"?"
      ])
    #expect(
      try bench.problems(with: "\"seeds\": []") == [
        "x.json:8:12 seeds: at least one seed is needed"
      ])
    #expect(
      try bench.problems(with: "\"swep\": {}") == [
        "x.json:8:3 swep: unknown key \"swep\"; did you mean \"sweep\"?"
      ])
  }
}
