import Files
import Foundation
import Specification
import TestSupport
import Testing

/// Commands, their messages and their exit codes.
@Suite struct CommandTests {
  @Test("every command has its help; an unknown one is answered with the nearest")
  func help() throws {
    let bench = try SweepBench()
    let help = try bench.sweep("--help")
    #expect(help.code == 0)
    let commands = help.output.split(separator: "\n").filter { $0.hasPrefix("  ") }
      .compactMap { $0.split(separator: " ").first.map(String.init) }
    #expect(commands.contains("run") && commands.contains("init") && commands.contains("store"))
    for command in commands {
      let text = try bench.sweep(command, "--help")
      #expect(text.code == 0)
      #expect(text.output.contains("usage: sweep \(command)"))
    }
    let unknown = try bench.sweep("plam")
    #expect(unknown.code == 2)
    #expect(unknown.errors == "sweep: unknown command \"plam\"; did you mean \"plan\"?\n")
  }

  @Test(
    "a wrong command line is answered in one line, with exit code 2",
    arguments: [
      (["run"], "which experiment?"),
      (["run", "x.json", "--job", "2"], "did you mean \"--jobs\"?"),
      (["run", "x.json", "--jobs", "none"], "a whole number from 1 to 1024"),
      (["run", "x.json", "--timeout", "soon"], "a duration, as 90s"),
      (["run", "x.json", "--memory", "much"], "a size, as 500M or 2G"),
      (["run", "missing.json"], "missing.json does not exist"),
      (["store", "burn"], "sweep store list, sweep store verify or sweep store clean"),
      (["store", "clean"], "there is no folder results"),
      (["init", "nothing"], "there is no file or folder nothing"),
      (["report", "x.json"], "stages are not stored; sweep run x.json computes them"),
      (["export", "x.json"], "where to?"),
      (["export", "x.json", "--to", "out"], "nothing of it is stored"),
      (["show", "x.json", "row 9"], "there is no row \"row 9\"; the rows are"),
      (["regress", "x.json"], "there is no baseline at results/x/results.json"),
    ])
  func usage(arguments: [String], message: String) throws {
    let bench = try SweepBench()
    try bench.folder.write(Array(SweepBench.experiment().utf8), to: "x.json")
    let run = try bench.start(arguments).wait()
    #expect(run.code == 2)
    #expect(run.errors.contains(message), "\(run.errors)")
    #expect(run.output == "")
  }

  @Test("what a file gets wrong is shown at its place, before anything runs")
  func mistyped() throws {
    let bench = try SweepBench()
    let text = SweepBench.experiment().replacing("\"epochs\"", with: "\"epoch\"")
    let run = try bench.sweep("run", try bench.write(text))
    #expect(run.code == 2)
    #expect(run.errors.contains("experiments/x.json:9:"), "\(run.errors)")
    #expect(run.errors.contains("did you mean \"epochs\"?"))
    #expect(bench.stages("\"kind\"") == [])
  }

  @Test("a plan says what runs, with parameters, time and memory, corrected by experience")
  func plan() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(members: #", "seeds": [0, 1]"#))
    let before = try bench.sweep("plan", file).output
    #expect(before.contains("1 row x 2 seeds = 2 trials"))
    #expect(before.contains("train autoencoder: Discs and bars, seed 0, 3576 parameters  ~"))
    #expect(before.contains(" 0 stored, "))
    #expect(!before.contains("corrected"))
    try bench.sweep("run", file)
    let more = try bench.sweep("plan", file, "--set", "training.epochs=7").output
    #expect(more.contains("(corrected by what "))
    let why = try bench.sweep("explain", file, "--set", "training.epochs=7").output
    #expect(why.contains("  training.epochs: 4 -> 7"))
    #expect(try bench.sweep("explain", file).output.contains(" stages are stored"))
  }

  @Test("what a result does not depend on is in no key: paths, titles, threads, other rows")
  func keys() throws {
    let bench = try SweepBench()
    let text = SweepBench.experiment()
    try bench.sweep("run", try bench.write(text), "--quiet", "--threads", "2")
    let moved = bench.folder.path("moved")
    try FileManager.default.moveItem(atPath: bench.folder.path("data"), toPath: moved)
    let more = text.replacing("Discs and bars", with: "Another title")
      .replacing(
        "\n}", with: #", "sweep": { "cases": [{}, { "model.latent": 4 }] }, "report": {} }"#)
    let file = try bench.write(more, "y.json")
    let plan = try bench.sweep("plan", file, environment: ["SWEEP_DATA": moved])
    #expect(plan.code == 0, "\(plan.errors)")
    let lines = plan.output.split(separator: "\n")
    #expect(lines.contains { $0.hasPrefix("stored") && $0.contains("train autoencoder: ") })
    #expect(lines.filter { $0.hasPrefix("run ") }.allSatisfy { $0.contains("latent 4") })
    #expect(lines.contains { $0.hasPrefix("run ") })
  }

  @Test("every error of every row is shown before anything runs")
  func allErrors() throws {
    let bench = try SweepBench()
    let rows = #"""
      , "sweep": { "cases": [
        { "reduction.pca.dimensions": 9 },
        { "model": { "autoencoder": { "encoder": [{ "conv": 4, "kernel": 9 }], "latent": 8 } } },
        { "dataset.test.images": "tset.npy" }
      ] }
      """#
    let run = try bench.sweep("run", try bench.write(SweepBench.experiment(members: rows)))
    #expect(run.code == 2)
    #expect(run.errors.contains("PCA to 9 dimensions is not possible"), "\(run.errors)")
    #expect(run.errors.contains("kernel"), "\(run.errors)")
    #expect(run.errors.contains("did you mean \"data/test.npy\"?"), "\(run.errors)")
    #expect(bench.stages("\"kind\"") == [])
  }

  @Test("a run that ends at the first failure writes no results")
  func failFast() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(epochs: 1_000_000))
    let run = try bench.sweep(
      "run", file, "--timeout", "1s", "--retries", "0", "--fail-fast")
    #expect(run.code == 1)
    #expect(run.errors.contains("it took longer than the time limit of 1 s (log: "))
    #expect(run.errors.hasSuffix("the same command goes on from here\n"))
    #expect(try bench.results().isEmpty)
    let all = try bench.sweep("run", file, "--timeout", "1s", "--retries", "0")
    #expect(all.code == 1)
    #expect(try bench.text("results/x/report.md").contains("it took longer than the time limit"))
  }

  @Test("a processor without the instructions that are needed is told so")
  func instructionSet() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment())
    let run = try bench.sweep("run", file, environment: ["SWEEP_ISA": "none"])
    #expect(run.code == 2)
    #expect(run.errors.contains("this processor has no AVX2 with fused multiply-add"))
    #expect(run.errors.split(separator: "\n").count == 1)
  }

  @Test("an image of a folder that is replaced in its place is noticed")
  func replacedImage() throws {
    let bench = try SweepBench()
    func draw(_ index: Int, _ value: UInt8) throws {
      let pixels = (0..<64).map { $0 % 8 == index % 8 ? value : 0 }
      let bitmap = try #require(Bitmap(height: 8, width: 8, channels: 1, bytes: pixels))
      try bench.folder.write(try PNG.encode(bitmap), to: "photos/\(index).png")
    }
    for index in 0..<30 { try draw(index, 200) }
    #expect(try bench.sweep("init", "photos").code == 0)
    let file = "experiments/photos.json"
    let run = try bench.sweep("run", file, "--quiet", "--set", "training.epochs=1")
    #expect(run.code == 0, "\(run.errors)")
    // Now the hashes of the images are kept.
    sleep(3)
    let plan = ["plan", file, "--set", "training.epochs=1"]
    #expect(try bench.start(plan).wait().output.contains(" 0 to run"))
    try draw(7, 100)
    #expect(!(try bench.start(plan).wait().output.contains(" 0 to run")))
  }

  @Test("results say where and how they were obtained")
  func provenance() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment())
    try bench.sweep("run", file, "--quiet", "--jobs", "3", "--set", "training.epochs=2")
    let json = try bench.json("results/x+training.epochs=2/provenance.json")
    #expect(json["overrides"] == ["training.epochs=2"].json)
    #expect(json["options"]?["jobs"]?.integer == 3)
    #expect(json["libraries"]?.elements?.count == 2)
    #expect(json["machine"]?["instructionSet"]?.string?.hasPrefix("avx") == true)
    #expect(json["stages"]?.elements?.count == bench.stages("\"kind\"").count)
    #expect(json["files"]?.elements?.count == 6)
  }

  @Test("what cannot fit in memory is refused before anything runs")
  func memory() throws {
    let bench = try SweepBench()
    let huge = """
      { "autoencoder": { "encoder": ["flatten", { "linear": 2000000000 }], "latent": 4 } }
      """
    let file = try bench.write(SweepBench.experiment(model: huge))
    for command in ["plan", "run"] {
      let run = try bench.sweep(command, file)
      #expect(run.code == 2)
      #expect(run.errors.contains(" stages need more memory than the "), "\(run.errors)")
      #expect(run.errors.contains("GB: train autoencoder: "))
    }
    #expect(bench.stages("\"kind\"") == [])
    let small = try bench.write(SweepBench.experiment(), "small.json")
    let limited = try bench.sweep("run", small, "--memory", "1K")
    #expect(limited.code == 2)
    #expect(limited.errors.contains("--memory SIZE"))
  }

  @Test("a first experiment for a folder and for a file runs right away")
  func initialised() throws {
    let bench = try SweepBench()
    for index in 0..<40 {
      let pixels = (0..<256).map { UInt8(($0 * (index % 2 * 6 + 1) + index) % 256) }
      let bitmap = try #require(Bitmap(height: 16, width: 16, channels: 1, bytes: pixels))
      let name = index % 2 == 0 ? "even" : "odd"
      try bench.folder.write(try PNG.encode(bitmap), to: "photos/\(name)/\(index).png")
    }
    let folder = try bench.sweep("init", "photos")
    #expect(folder.code == 0, "\(folder.errors)")
    #expect(folder.output.contains("on 40 images of 16 x 16, 2 classes"))
    #expect(try bench.sweep("init", "photos").code == 2)
    #expect(try bench.text("experiments/photos.json").contains("\"$schema\": \"schema.json\""))
    #expect(try bench.text("experiments/schema.json").contains("urn:sweepbook:experiment"))
    let look = try bench.sweep("inspect", "photos")
    #expect(look.code == 0, "\(look.errors)")
    #expect(look.output.contains("train: 40 images of 16 x 16, gray\n"))
    #expect(look.output.contains("2 classes: even 20, odd 20\n"))
    let sheet = try MappedFile(path: bench.folder.path("photos-sheet.png"))
    #expect(sheet.count > 1000)
    let parts = try bench.sweep("inspect", "experiments/photos.json").output
    #expect(parts.contains("\ntest: 8 images"))
    let labels = "data/train-labels.npy"
    let array = try bench.sweep("init", "data/train.npy", "mine/dots.json", "--labels", labels)
    #expect(array.code == 0, "\(array.errors)")
    for file in ["experiments/photos.json", "mine/dots.json"] {
      #expect(try bench.text(file).contains("\"// dataset\": "))
      #expect(try bench.sweep("plan", file).code == 0)
      let run = try bench.sweep("run", file, "--quiet", "--set", "training.epochs=2")
      #expect(run.code == 0, "\(run.errors)")
    }
    #expect(try bench.text("results/photos+training.epochs=2/report.md").contains("| latent 16 |"))
    #expect(try bench.text("results/dots+training.epochs=2/report.md").contains("| pixels "))
  }

  @Test("paths lead from the file that they are written in, one that is extended or named too")
  func extendedPaths() throws {
    let bench = try SweepBench()
    try bench.folder.write(
      Array(SweepBench.experiment(data: "../../data/").utf8), to: "course/base/first.json")
    // Of the same name, but not what the base means.
    try NPYFile.write(
      [UInt8](repeating: 7, count: 64 * 60), shape: [60, 8, 8],
      to: bench.folder.path("course/data/train.npy"))
    try bench.folder.write(
      Array(#"{ "extends": "base/first.json", "title": "Mine" }"#.utf8), to: "course/mine.json")
    let bases = ["course/base/first.json", "course/mine.json"]
    for base in bases {
      let run = try bench.sweep("run", base, "--quiet", environment: ["SWEEP_DATA": "nowhere"])
      #expect(run.code == 0, "\(run.errors)")
    }
    let rows = try ["first", "mine"].map { name in
      try bench.json("results/\(name)/results.json")["rows"]?.elements?[0]["runs"]
    }
    #expect(rows[0] != nil && rows[0] == rows[1])
    let other = try bench.sweep(
      "run", "course/mine.json", "--quiet", "--set", "dataset.train.images=data/validation.npy",
      "--set", "dataset.train.labels=data/validation-labels.npy",
      environment: ["SWEEP_DATA": "nowhere"])
    #expect(other.code == 0, "\(other.errors)")
  }

  @Test("the line that gives the results again names the experiment by its place in the repository")
  func reproduceLine() throws {
    let bench = try SweepBench()
    try bench.folder.makeFolder(".git")
    let file = try bench.write(SweepBench.experiment(epochs: 1, data: "../../data/"), "real/y.json")
    let run = try bench.sweep("run", file, "--quiet")
    #expect(run.code == 0, "\(run.errors)")
    #expect(
      try bench.text("results/real/y/report.md")
        .contains("make sweep EXP=experiments/real/y.json\n"))
  }

  @Test("a run with overrides leaves the results without them as they are")
  func overriddenRun() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment(epochs: 1))
    try bench.sweep("run", file, "--quiet")
    let before = try bench.results()
    let long = "title=\(String(repeating: "long ", count: 40))"
    for (set, folder) in [
      ("training.epochs=2", "x+training.epochs=2"), ("title=a/../b", "x+title=a_.._b-"),
      (long, "x+title=long_long_"),
    ] {
      let run = try bench.sweep("run", file, "--quiet", "--set", set)
      #expect(run.code == 0 && run.errors.hasPrefix("results: results/\(folder)"), "\(run.errors)")
      #expect(run.errors.utf8.count < 150)
      // A report that is written again goes to the same place.
      #expect(try bench.sweep("report", file, "--set", set).errors.contains(run.errors))
    }
    #expect(try bench.results() == before)
  }

  @Test("quiet says the outcome only; events are JSON lines")
  func progress() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment())
    let run = try bench.sweep("run", file, "--quiet", "--events", "events.jsonl")
    #expect(run.errors == "results: results/x/report.md\n")
    let events = try bench.text("events.jsonl").split(separator: "\n").map {
      try JSONParser.parse(Source(name: "event", bytes: Array($0.utf8)))
    }
    let kinds = events.compactMap { $0["event"]?.string }
    #expect(kinds.first { $0 != "preparing" } == "began")
    #expect(events.last?["event"]?.string == "ended")
    #expect(events.last?["complete"] == JSON(.bool(true)))
    let plain = try bench.sweep("run", file, environment: ["CI": "1"]).errors
    let lines = plain.split(separator: "\n")
    #expect(lines.count { !$0.hasPrefix("note: ") } == 3)
    #expect(lines.contains { $0.hasPrefix("note: model (x.json:") })
    #expect(!plain.contains("\u{1B}"))
  }

  @Test("results name every setting by its path, whether rows differ in any or not")
  func settingPaths() throws {
    let bench = try SweepBench()
    let sweep = #", "sweep": { "grid": { "clustering.kmeans.restarts": [1, 2] } }"#
    for members in ["", sweep] {
      let text = SweepBench.experiment(model: #""pixels""#, members: members)
      let run = try bench.sweep("run", try bench.write(text), "--quiet")
      #expect(run.code == 0, "\(run.errors)")
      let settings = try bench.json("results/x/results.json")["settings"]?.members ?? []
      #expect(settings.contains { $0.name == "clustering.kmeans.clusters" })
      #expect(settings.allSatisfy { !$0.name.isEmpty }, "\(members)")
    }
  }

  @Test("what a command writes never takes the place of what it reads")
  func outputs() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment())
    let text = try bench.text(file)
    for name in [file, "data/train.npy", "notes.md"] {
      if name == "notes.md" { try bench.folder.write(Array("mine".utf8), to: name) }
      let before = try Data(contentsOf: URL(fileURLWithPath: bench.folder.path(name)))
      let run = try bench.sweep("run", file, "--quiet", "--events", name)
      #expect(run.code == 2)
      #expect(run.errors.contains("would overwrite"))
      #expect(try Data(contentsOf: URL(fileURLWithPath: bench.folder.path(name))) == before)
    }
    for _ in 0..<2 {
      #expect(try bench.sweep("run", file, "--quiet", "--events", "events").code == 0)
    }
    for option in ["--markdown", "--junit"] {
      for name in [file, "data/train.npy", "results/x/results.json"] {
        let run = try bench.sweep("regress", file, "--quiet", option, name)
        #expect(run.code == 2)
        #expect(run.errors.contains("would overwrite"))
      }
    }
    #expect(try bench.text(file) == text)
  }

  @Test(
    "a results folder with a folder where a file should go gets nothing, and nothing is computed")
  func obstacle() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment())
    try bench.folder.write([1], to: "results/x/report.md/mine")
    let run = try bench.sweep("run", file, "--quiet")
    #expect(run.code == 2)
    #expect(run.errors.contains("results/x/report.md: belongs to no results that are there"))
    #expect(try bench.results().keys.sorted() == ["report.md/mine"])
    #expect(bench.stages("\"kind\"") == [])
  }

  @Test("a small limit of address space is said at once")
  func addressSpace() throws {
    let bench = try SweepBench()
    let file = try bench.write(SweepBench.experiment())
    let run = try bench.start(["run", file, "--quiet"], addressSpace: 200_000).wait()
    #expect(run.code == 2)
    #expect(run.errors.contains("ulimit -v"))
  }

  @Test("A first experiment of numbers has their scale, and its plan is without a note")
  func firstScale() throws {
    let bench = try SweepBench()
    let scales: [(name: String, from: Float, to: Float, scale: String)] = [
      ("unit", 0, 0.9, "[0, 1]"), ("signed", -0.9, 1, "[-1, 1]"), ("bytes", 0, 254.5, "[0, 255]"),
      ("digits", 0, 16, "[0, 16]"), ("standard", -2.5, 3.25, "[-3, 4]"),
    ]
    for (name, low, high, scale) in scales {
      for side in [5, 8, 12, 20] {
        let count = 60 * side * side
        let values = (0..<count).map { index in
          low + (high - low) * Float((index &* 7919 &+ index / 61) % 1000) / 999
        }
        let data = "data/\(name)-\(side).npy"
        try NPYFile.write(values, shape: [60, side, side], to: bench.folder.path(data))
        let first = try bench.sweep("init", data, "\(name)-\(side).json")
        #expect(first.code == 0, "\(first.errors)")
        let text = try bench.text("\(name)-\(side).json").filter { !$0.isWhitespace }
        #expect(text.contains("\"scale\":\(scale.filter { $0 != " " })"), "\(name)")
        let plan = try bench.sweep("plan", "\(name)-\(side).json")
        #expect(plan.code == 0, "\(plan.errors)")
        #expect(!(plan.output + plan.errors).contains("note:"), "\(name) \(side): \(plan.errors)")
      }
    }
  }
}
