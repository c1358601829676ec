import VigilNetworks
import VigilPreprocessing

/// The networks and the recipe of a run, before anything is loaded.
struct ModelSelection: Sendable {
  var networks: [SelectedNetwork]
  var recipe: ClipRecipe
  /// The score from which on a snippet is abnormal.
  var threshold: Float

  /// Whether the weights were fitted to data.
  var isTrained: Bool { networks.allSatisfy { $0.sha256 != nil } }

  /// The network of a role.
  func network(_ role: SelectedNetwork.Role) throws -> SelectedNetwork {
    guard let network = networks.first(where: { $0.role == role }) else {
      throw CommandError(
        "the models given have no \(role.rawValue); add --model with one that has (vigil models list shows them)"
      )
    }
    return network
  }
}
