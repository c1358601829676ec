public import VigilCore

/// A frame that was resized once, from which all crops can be cut.
public struct PreparedFrame: Sendable {
  /// The smallest faithful form of a resized frame, planar `[3, region.height, region.width]`.
  package enum Storage: Sendable {
    /// Pixels of 0...255: the result of Pillow's resize.
    case pixels([UInt8])
    /// Inputs of the network, already scaled: a float resize has no shorter form.
    case inputs([Float])
  }

  /// The width of the whole resized frame.
  public let width: Int
  /// The height of the whole resized frame.
  public let height: Int
  /// The part of it that was computed: all of it, or only the centre crop if no other is cut.
  public let region: PixelRegion
  package let storage: Storage

  /// The pixels, planar `[3, region.height, region.width]`; nil for a preset that keeps floats.
  package var pixels: [UInt8]? {
    if case .pixels(let pixels) = storage { pixels } else { nil }
  }
}
