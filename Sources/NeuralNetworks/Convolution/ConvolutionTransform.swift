import CKernels

/// The transforms in which a convolution is a product at each point.
enum ConvolutionTransform: Hashable, CaseIterable, Sendable {
  /// F(4 x 4, 3 x 3): 36 products for 16 positions of a 3 x 3 kernel in place of 144.
  case toomCook4x3
  /// F(4 x 4, 2 x 2) on each phase of a 4 x 4 kernel with stride 2: 25 products in place of 64.
  case toomCook4x2
  /// F(2 x 2, 2 x 2) likewise: 9 products for 4 positions in place of 16.
  case toomCook2x2
  /// Fourier transforms of 8 x 8, 16 x 16, 32 x 32: about 2 real products a pixel for any kernel.
  case fourier8
  case fourier16
  case fourier32

  var kind: ck_transform_kind {
    switch self {
    case .toomCook4x3: CK_TOOM_COOK_4_3
    case .toomCook4x2: CK_TOOM_COOK_4_2
    case .toomCook2x2: CK_TOOM_COOK_2_2
    case .fourier8: CK_FOURIER_8
    case .fourier16: CK_FOURIER_16
    case .fourier32: CK_FOURIER_32
    }
  }

  /// The transform that suits a geometry best, if one beats the plain way.
  init?(for geometry: ConvolutionGeometry) {
    guard geometry.kernel.height == geometry.kernel.width,
      geometry.stride.height == geometry.stride.width,
      geometry.padding.height == geometry.padding.width,
      let best = Self.fastest(for: geometry)
    else { return nil }
    self = best
  }

  private static func fastest(for geometry: ConvolutionGeometry) -> ConvolutionTransform? {
    let grid = (
      least: min(geometry.gridHeight, geometry.gridWidth),
      most: max(geometry.gridHeight, geometry.gridWidth)
    )
    let fewest = min(geometry.imageChannels, geometry.gridChannels)
    let most = max(geometry.imageChannels, geometry.gridChannels)
    let fillsVectors = geometry.imageChannels % 16 == 0 && geometry.gridChannels % 16 == 0
    switch (geometry.kernel.height, geometry.stride.height) {
    case (3, 1) where fillsVectors && fewest >= 16 && grid.least > 2: return .toomCook4x3
    case (4, 2) where fillsVectors && fewest >= 16 && grid.least > 2: return .toomCook4x2
    case (4, 2) where fillsVectors && fewest >= 16 && grid.least == 2: return .toomCook2x2
    case (5..., 1) where most >= 32: return fourier(geometry, side: grid.most)
    default: return nil
    }
  }

  /// The smallest Fourier transform that holds the image, where its products, about two a pixel, and
  /// its way there and back cost less than the kernel's.
  private static func fourier(
    _ geometry: ConvolutionGeometry, side grid: Int
  ) -> ConvolutionTransform? {
    let choices: [(side: Int, transform: ConvolutionTransform)] = [
      (8, .fourier8), (16, .fourier16), (32, .fourier32),
    ]
    let needed = grid + geometry.kernel.height - 1
    guard let choice = choices.first(where: { $0.side >= needed }) else { return nil }
    let direct = geometry.positions * geometry.kernel.height * geometry.kernel.width
    return direct >= 4 * choice.side * choice.side ? choice.transform : nil
  }
}
