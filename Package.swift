// swift-tools-version: 6.0
import PackageDescription

let settings: [SwiftSetting] = [.enableUpcomingFeature("MemberImportVisibility")]

/// One library of the house: a folder of `Sources` and what it stands on.
func floor(
  _ name: String, on dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .target(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
}

/// The tests of one library, with the helpers that all tests share.
func tests(_ name: String, on dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.target(name: name), "TestSupport"] + dependencies,
    swiftSettings: settings)
}

let package = Package(
  name: "Sweepbook",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "sweep", targets: ["sweep"])],
  targets: [
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .target(
      name: "CKernels",
      cSettings: [.unsafeFlags(["-O3", "-ffp-contract=on", "-fno-math-errno"])]),

    floor("Files", on: ["CPNG", "CProcess", "CZlib"]),
    floor("Specification"),
    floor("Numerics", on: ["CKernels"]),

    floor("SyntheticImages", on: ["Numerics"]),
    floor(
      "Figures", on: ["Files", "Numerics", "Specification"],
      exclude: ["Typeface/LICENSE-DejaVu.txt", "Typeface/embed_dejavu.py"]),
    floor("Datasets", on: ["Files", "Numerics", "Specification", "SyntheticImages"]),
    floor("NeuralNetworks", on: ["CKernels", "Files", "Numerics", "Specification"]),
    floor("Reduction", on: ["CKernels", "Numerics", "Specification"]),
    floor("Clustering", on: ["CKernels", "Numerics", "Specification"]),

    floor(
      "Experiments",
      on: ["Clustering", "Datasets", "NeuralNetworks", "Reduction", "Specification", "Files"]),
    floor("Runner", on: ["CProcess", "Files", "Specification"]),
    floor(
      "Pipeline",
      on: [
        "Clustering", "Datasets", "Experiments", "Files", "NeuralNetworks", "Numerics", "Reduction",
        "Runner", "Specification",
      ]),
    floor("Slurm", on: ["Experiments", "Files", "Pipeline", "Runner", "Specification"]),
    floor(
      "Reports",
      on: [
        "Clustering", "Datasets", "Experiments", "Figures", "Files", "NeuralNetworks", "Numerics",
        "Pipeline", "Reduction", "Runner", "Specification",
      ]),
    .target(name: "CProcess"),
    .target(name: "CAllocationCount"),
    .executableTarget(
      name: "bench",
      dependencies: [
        "CAllocationCount", "Clustering", "Figures", "Files", "NeuralNetworks", "Numerics",
        "Reduction", "Specification",
      ],
      swiftSettings: settings),
    .executableTarget(
      name: "sweep",
      dependencies: [
        "Datasets", "Experiments", "Files", "NeuralNetworks", "Numerics", "Pipeline", "Reports",
        "CProcess", "Runner", "Slurm",
        "Specification",
      ],
      swiftSettings: settings),

    .target(
      name: "TestSupport", dependencies: ["Files", "Numerics", "Specification"],
      path: "Tests/TestSupport", swiftSettings: settings),
    .target(
      name: "FuzzTargets",
      dependencies: [
        "Datasets", "Experiments", "Figures", "Files", "NeuralNetworks", "Numerics", "Pipeline",
        "Reports", "Runner", "Specification", "TestSupport",
      ],
      path: "Tests/FuzzTargets", swiftSettings: settings),
    .executableTarget(
      name: "fuzz", dependencies: ["FuzzTargets", "TestSupport"], path: "Tests/Fuzz",
      swiftSettings: settings),
    .testTarget(
      name: "FuzzTests",
      dependencies: ["Datasets", "Files", "FuzzTargets", "Specification", "TestSupport"],
      swiftSettings: settings),
    tests("Files"),
    tests("Specification", on: ["Numerics"]),
    tests("Numerics", on: ["CKernels", "Specification"]),
    tests("Figures", on: ["Files", "Numerics"]),
    tests("Datasets", on: ["Files", "Numerics", "Specification"]),
    tests("NeuralNetworks", on: ["Files", "Numerics", "Specification"]),
    tests("Reduction", on: ["Files", "Numerics", "Specification"]),
    tests("Clustering", on: ["Numerics", "Specification"]),
    tests(
      "Experiments",
      on: ["Clustering", "Datasets", "NeuralNetworks", "Numerics", "Reduction", "Specification"]),
    .executableTarget(
      name: "ToyWorker", dependencies: ["Files", "Runner", "Specification"],
      path: "Tests/ToyWorker", swiftSettings: settings),
    tests("Runner", on: ["Files", "Specification", "ToyWorker"]),
    tests(
      "Pipeline",
      on: [
        "Clustering", "Experiments", "NeuralNetworks", "Numerics", "Reduction", "Runner",
        "Specification",
      ]),
    .testTarget(
      name: "SweepTests",
      dependencies: [
        "Clustering", "Experiments", "Files", "NeuralNetworks", "Reduction", "Specification",
        "TestSupport", "sweep",
      ],
      swiftSettings: settings),
    tests(
      "Slurm", on: ["Experiments", "Files", "Pipeline", "Runner", "Specification", "sweep"]),
    tests(
      "Reports",
      on: [
        "Clustering", "Datasets", "Experiments", "Files", "NeuralNetworks", "Numerics", "Pipeline",
        "Runner",
        "Specification",
      ]),
  ]
)
