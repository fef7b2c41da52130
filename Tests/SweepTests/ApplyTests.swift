import Clustering
import Files
import Foundation
import Reduction
import Specification
import TestSupport
import Testing

/// What a row that was trained makes of other images.
@Suite struct ApplyTests {
  /// The rows of a table, the header first.
  private func table(_ bench: SweepBench, _ folder: String = "out") throws -> [[String]] {
    try bench.text("\(folder)/labels.csv").split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
  }

  private func column(_ name: String, _ table: [[String]]) throws -> [String] {
    let place = try #require(table[0].firstIndex(of: name), "\(table[0])")
    return table.dropFirst().map { $0[place] }
  }

  private static func kinds(_ kinds: [any Described.Type]) -> String {
    "[" + kinds.map { "\"\($0.kind)\"" }.joined(separator: ", ") + "]"
  }

  @Test("every clusterer gives the images that it clustered the clusters that it gave them")
  func clusterers() throws {
    let bench = try SweepBench()
    // Clusterers by density leave noise, which is no cluster: they are tried below.
    let kinds = Clusterers.kinds.filter { !$0.fields(named: "minSamples") }
    let file = try bench.write(
      SweepBench.experiment(
        epochs: 2,
        members: #", "sweep": { "grid": { "clustering": \#(Self.kinds(kinds)) } }"#))
    for (index, kind) in kinds.enumerated() {
      let run = try bench.sweep(
        "apply", file, "\(index + 1)", "data/test.npy", "--labels", "data/test-labels.npy",
        "--to", "out", "--quiet")
      #expect(run.code == 0, "\(kind.kind): \(run.errors)")
      try bench.sweep("export", file, "--to", "whole")
      let folders = try FileManager.default.contentsOfDirectory(atPath: bench.folder.path("whole"))
      let name = try #require(folders.first { $0.hasPrefix("0\(index + 1)-") })
      let export = bench.folder.path("whole/\(name)/seed-0")
      let table = try table(bench)
      let clusters = try NPYFile(path: export + "/clusters.npy").integers()
      #expect(try column("cluster", table).map { Int($0) } == clusters, "\(kind.kind)")
      let predicted = try NPYFile(path: export + "/predicted.npy").integers()
      #expect(try column("label", table).map { Int($0) } == predicted, "\(kind.kind)")
      #expect(try column("id", table) == (0..<40).map(String.init))
      let truth = try NPYFile(path: export + "/labels.npy").integers()
      let right = Double(zip(predicted, truth).count { $0 == $1 }) / 40
      let accuracy = Decimal.text(right, digits: 4)
      #expect(
        run.output.contains("accuracy \(accuracy) on the labels of these 40"), "\(run.output)")
      #expect(
        run.output.contains("made on the test images (accuracy \(accuracy) on"), "\(run.output)")
      #expect(run.output.contains("is 0"), "\(run.output)")
      #expect(
        FileManager.default.contentsEqual(
          atPath: export + "/embedding.npy", andPath: bench.folder.path("out/embedding.npy")))
      #expect(
        try NPYFile(path: bench.folder.path("out/reconstructions.npy")).header.shape == [
          40, 8, 8, 1,
        ])
      #expect(FileManager.default.fileExists(atPath: bench.folder.path("out/sheet.png")))
    }
  }

  @Test(
    "clusters by density take others in by their nearest member",
    arguments: [
      #"{ "dbscan": { "epsilon": 0.9, "minSamples": 4 } }"#,
      #"{ "hdbscan": { "minClusterSize": 5 } }"#,
    ])
  func density(clusterer: String) throws {
    let bench = try SweepBench()
    let file = try bench.write(
      SweepBench.experiment(
        epochs: 2, members: #", "sweep": { "grid": { "clustering": [\#(clusterer)] } }"#))
    let run = try bench.sweep(
      "apply", file, "1", "data/test.npy", "--labels", "data/test-labels.npy", "--to", "out",
      "--quiet")
    #expect(run.code == 0, "\(run.errors)")
    #expect(try table(bench).count == 41)
  }

  @Test("every reduction that has a map maps others, and one without is refused, nothing computed")
  func reductions() throws {
    let bench = try SweepBench()
    let steps = Reducers.kinds.map { kind in
      kind.fields(named: "dimensions")
        ? #"[{ "\#(kind.kind)": { "dimensions": 2 } }]"# : "[\"\(kind.kind)\"]"
    }
    let file = try bench.write(
      SweepBench.experiment(
        epochs: 1,
        members: #", "sweep": { "grid": { "reduction": [\#(steps.joined(separator: ", "))] } }"#))
    var refused: [String] = []
    for (index, kind) in Reducers.kinds.enumerated() {
      let before = bench.stages("kind").count
      let run = try bench.sweep(
        "apply", file, "\(index + 1)", "data/validation.npy", "--to", "out", "--quiet")
      if run.code == 2, run.errors.contains("has no map for others") {
        refused.append(kind.kind)
        #expect(run.errors.contains("reduction[0]"), "\(run.errors)")
        #expect(bench.stages("kind").count == before)
      } else {
        #expect(run.code == 0, "\(kind.kind): \(run.errors)")
        #expect(try NPYFile(path: bench.folder.path("out/reduced.npy")).header.shape[0] == 20)
      }
    }
    #expect(refused.contains("tsne") && !refused.contains("pca"), "\(refused)")
  }

  @Test("a classifier tells the classes of a folder of pictures by name, as sure as it is")
  func classifier() throws {
    let bench = try SweepBench()
    let file = try bench.write(
      SweepBench.experiment(
        epochs: 6,
        model: #"{ "classifier": ["flatten", { "linear": 16 }, "relu", { "linear": 2 }] }"#
      ).replacing(#""model""#, with: #""evaluation": "test", "model""#)
        .replacing(#""test": {"#, with: #""classes": ["disc", "bar"], "test": {"#)
        .replacing(
          #""clustering": { "kmeans": { "clusters": 2, "restarts": 3 } }"#,
          with: #""seeds": [3, 4]"#
        )
        .replacing(#""reduction": [{ "pca": { "dimensions": 3, "whiten": true } }],"#, with: ""))
    let images = try NPYFile(path: bench.folder.path("data/test.npy")).integers().map { UInt8($0) }
    for index in 0..<40 {
      let bitmap = try #require(
        Bitmap(
          height: 8, width: 8, channels: 1, bytes: Array(images[index * 64..<(index + 1) * 64])))
      let name = ["disc", "bar"][index % 2]
      try bench.folder.write(try PNG.encode(bitmap), to: "photos/\(name)/\(index).png")
    }
    let run = try bench.sweep("apply", file, "1", "photos", "--seed", "4", "--quiet")
    #expect(run.code == 0, "\(run.errors)")
    #expect(run.output.hasPrefix("Discs and bars, seed 4, applied to 40 images\n"), "\(run.output)")
    let table = try table(bench, "applied/x/discs-and-bars")
    #expect(table[0] == ["id", "label", "class", "probability"])
    #expect(table[1][0] == "bar/1.png")
    #expect(try column("class", table) == column("label", table).map { $0 == "0" ? "disc" : "bar" })
    #expect(try column("probability", table).allSatisfy { (0.5...1).contains(Double($0) ?? 0) })
    try bench.sweep("run", file, "--quiet")
    let runs = try bench.json("results/x/results.json")["rows"]?.elements?[0]["runs"]?.elements
    let score = try #require(runs?[1]["metrics"]?["classifierAccuracy"]?.number)
    #expect(
      run.output.contains("accuracy \(Decimal.text(score, digits: 4)) on the labels"),
      "\(run.output)")
  }

  @Test("what cannot be applied is refused, and says what to do")
  func refusals() throws {
    let bench = try SweepBench()
    let file = try bench.write(
      SweepBench.experiment(
        members: #", "sweep": { "variants": { "small": { "model.latent": 4 }, "large": {} } }"#))
    try bench.folder.write(Array("mine".utf8), to: "mine/notes.txt")
    try NPYFile.write(
      [UInt8](repeating: 1, count: 2 * 81), shape: [2, 9, 9], to: bench.folder.path("nine.npy"))
    for (arguments, message) in [
      (["smal", "data/test.npy"], "did you mean \"small\"?"),
      (["small", "data/tset.npy"], "there is no file or folder"),
      (["small", "nine.npy"], "the images are 9 x 9 x 1, those of small 8 x 8 x 1"),
      (["small", "data/test.npy", "--seed", "7"], "the seeds are 0"),
      (["small", "data/test.npy", "--to", "mine"], "holds other files"),
      (["small"], "which row, which images?"),
      (["small", #"{ "images": "test.npy", "imit": 3 }"#], "did you mean \"limit\"?"),
    ] {
      let run = try bench.start(["apply", file] + arguments).wait()
      #expect(run.code == 2, "\(arguments): \(run.output)")
      #expect(run.errors.contains(message), "\(run.errors)")
    }
    #expect(bench.stages("kind").isEmpty)
    let some = try bench.sweep(
      "apply", file, "large", #"{ "images": "test.npy", "limit": 3 }"#, "--quiet")
    #expect(some.code == 0, "\(some.errors)")
    #expect(try table(bench, "applied/x/large").count == 4)
  }
}

/// The winning row as an experiment.
@Suite struct BestTests {
  @Test("the best row is printed as an experiment of the same stages, wherever it stands")
  func best() throws {
    let bench = try SweepBench()
    for name in ["train", "validation", "test"] {
      for file in [name, name + "-labels"] {
        try FileManager.default.createDirectory(
          atPath: bench.folder.path("experiments"), withIntermediateDirectories: true)
        try FileManager.default.copyItem(
          atPath: bench.folder.path("data/\(file).npy"),
          toPath: bench.folder.path("experiments/\(file).npy"))
        try FileManager.default.removeItem(atPath: bench.folder.path("data/\(file).npy"))
      }
    }
    let file = try bench.write(
      SweepBench.experiment(
        members: #"""
          , "sweep": { "grid": { "model.latent": [1, 8], "reduction.pca.dimensions": [1] },
                       "cases": [{ "training.epochs": 1 }, { "training.epochs": 5 }] },
            "report": { "baseline": "epochs 1, latent 1, PCA dimensions 1" }, "seeds": [0, 1]
          """#))
    let missing = try bench.sweep("best", file)
    #expect(missing.code == 2 && missing.errors.contains("sweep run experiments/x.json computes"))
    #expect(try bench.sweep("run", file, "--quiet").code == 0)
    let printed = try bench.sweep("best", file)
    #expect(printed.code == 0, "\(printed.errors)")
    #expect(printed.errors.contains("the highest of 4 rows"), "\(printed.errors)")
    try bench.folder.write(Array(printed.output.utf8), to: "best.json")
    #expect(try bench.sweep("best", file, "--to", "other/place/best.json").code == 0)
    #expect(try bench.sweep("best", file, "--to", "other/place/best.json").code == 2)
    let rows = try #require(try bench.json("results/x/results.json")["rows"]?.elements)
    let label = try #require(
      rows.map { $0["label"]?.string ?? "" }.first { printed.errors.contains($0 + ":") })
    let wanted = rows.first { $0["label"]?.string == label }?["runs"]?.elements?.map {
      $0["stages"]
    }
    for path in ["best.json", "other/place/best.json"] {
      let plan = try bench.sweep("plan", path)
      #expect(plan.output.contains(" 0 to run"), "\(plan.output)\(plan.errors)")
      #expect(try bench.sweep("run", path, "--quiet", "--results", "again").code == 0)
      let alone = try bench.json("again/results.json")["rows"]?.elements
      #expect(alone?.count == 1)
      #expect(alone?[0]["runs"]?.elements?.map { $0["stages"] } == wanted)
      try FileManager.default.removeItem(atPath: bench.folder.path("again"))
    }
  }
}

extension Described {
  /// Whether it has a field of a name.
  fileprivate static func fields(named name: String) -> Bool {
    fields.contains { $0.name == name }
  }
}
