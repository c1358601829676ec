/// A published or own way of making the network's input from frames.
///
/// Features of different presets must not be mixed: the detector then sees a shift that is not in the video.
public enum Preset: String, CaseIterable, Codable, Sendable {
  /// As in the edge-device paper (Pham et al. 2024): a tensor resize on floats.
  case paper
  /// As in the features published with RTFM (Tian et al. 2021): Pillow's antialiased bilinear resize.
  case rtfm
  /// As in the feature extractor most used with UCF-Crime: every frame squashed to 340x256 with Lanczos.
  case gowtham
  /// As the program of that extractor makes features, which writes frames as JPEGs in between.
  case gowthamJPEG = "gowtham-jpeg"
  /// Vigil's own for small networks: the whole frame, squashed to 128x96 with Pillow's antialiased bilinear resize.
  case compact
  /// Vigil's own for speed: frames as in `rtfm`, which the network sees whole; crops are the parts of its last feature map
  /// that they cover.
  case whole

  /// The presets that features were published with.
  public static let published: [Preset] = [.paper, .rtfm, .gowtham]
}
