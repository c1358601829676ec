public import VigilNetworks

/// The models that are always there: real networks with weights computed from their names.
///
/// Their scores mean nothing; they exercise the whole path of a frame at its real cost, and every machine
/// computes the same numbers.
public enum TestWeights: String, CaseIterable {
  /// The networks of the paper at full size.
  case full = "test-weights"
  /// A quarter of the channels: a sixteenth of the cost.
  case narrow = "test-weights-narrow"

  private var width: Double {
    switch self {
    case .full: 1
    case .narrow: 0.25
    }
  }

  /// The extractor and the detector.
  public func networks() throws(NetworksError) -> [SelectedNetwork] {
    let extractor = try I3DNonLocal(width: width)
    return [
      network(.i3dNonLocal(extractor)), network(.rtfm(try RTFM(features: extractor.features))),
    ]
  }

  private func network(_ architecture: Architecture) -> SelectedNetwork {
    SelectedNetwork(
      architecture: architecture, graph: architecture.graph, weightsName: rawValue, sha256: nil
    ) {
      Weights.deterministic(for: $0)
    }
  }
}
