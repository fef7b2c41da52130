import NeuralNetworks
import Numerics
import Testing

/// Every fast convolution against the plain one, on the shapes of the ten networks and on odd ones.
struct ConvolutionAlgorithmTests {
  struct Case: CustomTestStringConvertible {
    let side: (height: Int, width: Int)
    let channels: Int
    let outputs: Int
    let kernel: Int
    var stride = 1
    var padding = 0
    var count = 3

    var testDescription: String {
      "\(side.height) x \(side.width) x \(channels) -> \(outputs), kernel \(kernel), "
        + "stride \(stride), padding \(padding), \(count) images"
    }

    var layer: Convolution {
      var layer = Convolution()
      layer.channels = outputs
      layer.kernel = Extent(kernel)
      layer.stride = Extent(stride)
      layer.padding = Extent(padding)
      return layer
    }
  }

  static let cases = [
    Case(side: (16, 16), channels: 64, outputs: 128, kernel: 3, padding: 1),
    Case(side: (8, 8), channels: 32, outputs: 48, kernel: 3, padding: 1, count: 17),
    Case(side: (7, 10), channels: 32, outputs: 32, kernel: 3, padding: 1),
    Case(side: (6, 5), channels: 48, outputs: 32, kernel: 3, padding: 0, count: 1),
    Case(side: (5, 9), channels: 32, outputs: 32, kernel: 3, padding: 2, count: 2),
    Case(side: (16, 16), channels: 32, outputs: 64, kernel: 4, stride: 2, padding: 1),
    Case(side: (8, 8), channels: 64, outputs: 32, kernel: 4, stride: 2, padding: 1, count: 5),
    Case(side: (4, 4), channels: 32, outputs: 64, kernel: 4, stride: 2, padding: 1),
    Case(side: (13, 11), channels: 32, outputs: 32, kernel: 4, stride: 2, padding: 1),
    Case(side: (9, 7), channels: 32, outputs: 32, kernel: 4, stride: 2, padding: 3),
    Case(side: (16, 16), channels: 16, outputs: 32, kernel: 3, padding: 1, count: 18),
    Case(side: (12, 12), channels: 3, outputs: 32, kernel: 5, count: 66),
    Case(side: (8, 8), channels: 32, outputs: 64, kernel: 5),
    Case(side: (16, 16), channels: 20, outputs: 33, kernel: 9, count: 4),
    Case(side: (32, 32), channels: 3, outputs: 64, kernel: 17, count: 5),
    Case(side: (11, 13), channels: 33, outputs: 5, kernel: 7, padding: 1, count: 1),
    Case(side: (4, 6), channels: 32, outputs: 3, kernel: 5, padding: 2),
    Case(side: (32, 32), channels: 3, outputs: 8, kernel: 3, stride: 2, padding: 1, count: 17),
    Case(side: (8, 8), channels: 16, outputs: 32, kernel: 3, stride: 2, padding: 1, count: 16),
    Case(side: (14, 14), channels: 6, outputs: 16, kernel: 5, count: 65),
    Case(side: (32, 32), channels: 1, outputs: 6, kernel: 5),
    Case(side: (16, 16), channels: 3, outputs: 16, kernel: 4, stride: 2, padding: 1),
    Case(side: (9, 12), channels: 3, outputs: 64, kernel: 3, padding: 1),
    Case(side: (5, 7), channels: 2, outputs: 7, kernel: 2, stride: 3, padding: 0, count: 1),
    Case(side: (3, 2), channels: 1, outputs: 1, kernel: 5, stride: 1, padding: 2, count: 1),
    Case(side: (10, 9), channels: 5, outputs: 4, kernel: 3, stride: 4, padding: 2),
  ]

  /// Numbers between -1 and 1 with a standard deviation of 0.58.
  static func numbers<T: Scalar>(_ count: Int, _ seed: UInt64, _: T.Type) -> [T] {
    var state = seed
    return (0..<count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return T(Int(state >> 40)) / T(1 << 23) - 1
    }
  }

  /// The largest difference, in root mean squares of the expected numbers.
  static func error<T: Scalar>(_ values: [T], _ expected: [T]) -> Double {
    let square = expected.reduce(0.0) { $0 + Double($1) * Double($1) }
    let scale = (square / Double(expected.count)).squareRoot()
    return zip(values, expected).reduce(0) { max($0, abs(Double($1.0) - Double($1.1))) } / scale
  }

  /// The largest errors of the three maps against the plain algorithm in double precision.
  static func errors<T: Scalar>(_ test: Case, _: T.Type) throws -> [Double] {
    let input = Shape.image(
      height: test.side.height, width: test.side.width, channels: test.channels)
    let output = try test.layer.output(for: input)
    let images = numbers(test.count * input.count, 1, T.self)
    let grids = numbers(test.count * output.count, 2, T.self)
    let weights = numbers(test.kernel * test.kernel * test.channels * test.outputs, 3, T.self)
    return try IsolatedConvolution<T>.Map.allCases.map { map in
      let fast = try IsolatedConvolution<T>(test.layer, of: input, count: test.count)
      let plain = try IsolatedConvolution<Double>(
        test.layer, of: input, count: test.count, isPlain: true)
      (fast.image, fast.grid, fast.weights) = (images, grids, weights)
      plain.image = images.map(Double.init)
      plain.grid = grids.map(Double.init)
      plain.weights = weights.map(Double.init)
      fast.run(map)
      switch map {
      case .imageToGrid:
        plain.run(.imageToGrid)
        return error(fast.grid.map(Double.init), plain.grid)
      case .gridToImage:
        plain.run(.gridToImage)
        return error(fast.image.map(Double.init), plain.image)
      case .weightGradient:
        plain.run(.weightGradient)
        return error(fast.weights.map(Double.init), plain.weights)
      }
    }
  }

  /// How many roundoffs of the root mean square the largest error may be.
  ///
  /// A Fourier transform adds in at most 10 levels, each of which rounds numbers of the size of the
  /// norm: the largest error of thousands stays within 32 roundoffs. A plain chain of n terms rounds
  /// n times at random, each time by at most half a unit of a sum that grows as the root of n: about
  /// 5 root(n / 12) for the largest of thousands, 75 for the longest chain here, of 2700 terms. A
  /// tile of F(4, 3) or F(4, 2) is a sum whose terms, added without their signs, are up to 80 times
  /// the result at the worst position; rounding is random, and the worst of thousands was measured
  /// at 90 to 170 roundoffs.
  static func mostRoundoffs(_ test: Case) -> Double {
    let usesTiles = min(test.channels, test.outputs) >= 16 && (3...4).contains(test.kernel)
    return usesTiles ? 320 : 128
  }

  @Test(arguments: cases)
  func agreesWithThePlainAlgorithmInSinglePrecision(test: Case) throws {
    let bound = Self.mostRoundoffs(test) * 0x1p-24
    for error in try Self.errors(test, Float.self) { #expect(error < bound) }
  }

  /// The same algorithms in double precision, where a wrong term cannot hide behind rounding.
  @Test(arguments: cases)
  func agreesWithThePlainAlgorithmInDoublePrecision(test: Case) throws {
    let bound = Self.mostRoundoffs(test) * 0x1p-53
    for error in try Self.errors(test, Double.self) { #expect(error < bound) }
  }

  /// On the way back of a training step, transforms of the way forward are used again.
  @Test(arguments: cases)
  func aTrainingStepGivesTheBitsOfTheSingleMaps(test: Case) throws {
    let input = Shape.image(
      height: test.side.height, width: test.side.width, channels: test.channels)
    let step = try IsolatedConvolution<Float>(test.layer, of: input, count: test.count)
    step.image = Self.numbers(step.image.count, 1, Float.self)
    step.grid = Self.numbers(step.grid.count, 2, Float.self)
    step.weights = Self.numbers(step.weights.count, 3, Float.self)
    for (isTransposed, map) in [
      (false, IsolatedConvolution<Float>.Map.gridToImage), (true, .imageToGrid),
    ] {
      let result = step.trainingStep(isTransposed: isTransposed)
      let single = try IsolatedConvolution<Float>(test.layer, of: input, count: test.count)
      (single.image, single.grid, single.weights) = (step.image, step.grid, step.weights)
      single.run(map)
      #expect(result.input == (isTransposed ? single.grid : single.image))
      (single.image, single.grid) = (step.image, step.grid)
      single.run(.weightGradient)
      #expect(result.weights == single.weights)
    }
  }

  @Test(arguments: cases)
  func givesTheSameBitsOnBothInstructionSets(test: Case) throws {
    defer { InstructionSet.avx512.limit() }
    let input = Shape.image(
      height: test.side.height, width: test.side.width, channels: test.channels)
    let output = try test.layer.output(for: input)
    for map in IsolatedConvolution<Float>.Map.allCases {
      let results = try [InstructionSet.avx2, .avx512].map { instructionSet in
        instructionSet.limit()
        let fast = try IsolatedConvolution<Float>(test.layer, of: input, count: test.count)
        fast.image = Self.numbers(test.count * input.count, 1, Float.self)
        fast.grid = Self.numbers(test.count * output.count, 2, Float.self)
        fast.weights = Self.numbers(fast.weights.count, 3, Float.self)
        fast.run(map)
        return (fast.image + fast.grid + fast.weights).map(\.bitPattern)
      }
      #expect(results[0] == results[1])
    }
  }
}
