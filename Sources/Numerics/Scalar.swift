/// The two floating-point formats that the kernels are compiled for.
///
/// Training runs in `Float`; the same code in `Double` is what gradients are checked with.
public protocol Scalar: BinaryFloatingPoint, SIMDScalar, Codable, Sendable {}

extension Float: Scalar {}
extension Double: Scalar {}
