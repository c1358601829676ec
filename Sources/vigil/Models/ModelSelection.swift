import Foundation
import VigilCore
import VigilNetworks
import VigilPreprocessing

/// The networks and the preprocessing of a run, before anything is loaded.
struct ModelSelection: Sendable {
  var networks: [SelectedNetwork]
  var recipe: ClipRecipe
  /// The score from which a snippet counts as abnormal.
  var threshold: Float
  /// The folder that the detector, and so the threshold, is from; nil for test weights.
  var detectorFolder: ModelFolder?

  /// No networks yet, and the defaults where a model does not say.
  static let empty = ModelSelection(networks: [], recipe: ClipRecipe(.rtfm, crops: .ten), threshold: 0.7)

  /// Finds models by their folders or names.
  ///
  /// - Throws: if there is none of a name, or two networks have the same role.
  init(named models: [String]) throws {
    self = .empty
    for name in models {
      if let builtIn = TestWeights(rawValue: name) {
        networks += try builtIn.networks()
      } else if name == FlowStatistics.name {
        try addFlow()
      } else {
        try add(ModelLibrary().folder(name))
      }
    }
    for role in [SelectedNetwork.Role.extractor, .detector] {
      guard networks.count(where: { $0.role == role }) <= 1 else {
        throw CommandError("the models given have more than one \(role.rawValue); leave out a --model")
      }
    }
  }

  private init(networks: [SelectedNetwork], recipe: ClipRecipe, threshold: Float) {
    self.networks = networks
    self.recipe = recipe
    self.threshold = threshold
  }

  /// Whether the weights were fitted to data.
  var isTrained: Bool { networks.allSatisfy { $0.sha256 != nil } }

  /// The licence of all networks together, each named once; nil if none is known.
  var licence: String? {
    var licences: [String] = []
    for licence in networks.compactMap(\.licence) where !licences.contains(licence) {
      licences.append(licence)
    }
    return licences.isEmpty ? nil : licences.joined(separator: " AND ")
  }

  /// The network of a role.
  func network(_ role: SelectedNetwork.Role) throws -> SelectedNetwork {
    guard let network = networks.first(where: { $0.role == role }) else {
      throw CommandError(
        "the models given have no \(role.rawValue); add --model with one that has (vigil models list shows them)"
      )
    }
    return network
  }

  /// Refuses preprocessing whose crops the extractor does not take.
  func verifyCrops() throws {
    let network = try network(.extractor)
    let taken = network.graph.inputs[0].shape.suffix(2).compactMap(\.size)
    guard taken == recipe.cropShape.suffix(2) else {
      throw CommandError(
        "the preset \(recipe.preset.rawValue) has crops of \(recipe.cropWidth)x\(recipe.cropHeight), but "
          + "\(network.weightsName) takes \(taken[1])x\(taken[0]); leave --preset out, or choose another model"
      )
    }
  }

  /// Adds the extractor that has no weights, and its preprocessing.
  private mutating func addFlow() throws {
    recipe = ClipRecipe(.compact, crops: .one)
    let graph = try FlowStatistics().graph(frameHeight: recipe.cropHeight, frameWidth: recipe.cropWidth)
    networks.append(
      SelectedNetwork(
        architecture: .flow(FlowStatistics()), graph: graph, weightsName: FlowStatistics.name,
        sha256: FlowStatistics.sha256
      ) { _ in Weights([:]) })
  }

  /// Adds the networks of a folder, its preprocessing and its threshold.
  mutating func add(_ folder: ModelFolder) throws {
    let settings = folder.manifest.settings
    let recipe = try ClipRecipe(name: "\(settings.preset)/\(settings.crops)")
    for entry in folder.manifest.networks {
      networks.append(
        SelectedNetwork(
          architecture: entry.architecture, graph: try entry.snippetGraph(recipe),
          quantization: entry.quantization,
          usesHalfFloats: settings.precision == .fp16 && entry.architecture.role == .extractor,
          weightsName: settings.name, sha256: entry.sha256, source: entry.source, licence: settings.licence
        ) { graph in
          let network =
            try entry.architecture.role == .extractor
            ? folder.extractor(
              frames: SnippetPosition.frames, frameHeight: recipe.cropHeight, frameWidth: recipe.cropWidth)
            : folder.detector()
          return network.weights.restricted(to: graph)
        })
    }
    self.recipe = recipe
    if folder.manifest[.detector] != nil {
      threshold = Float(settings.threshold)
      detectorFolder = folder
    }
  }
}

extension ModelManifest.Entry {
  /// The graph for snippets of sixteen frames, whatever the layout was trained with.
  func snippetGraph(_ recipe: ClipRecipe) throws -> Graph {
    architecture.role == .detector
      ? try graph()
      : try extractorGraph(
        frames: SnippetPosition.frames, frameHeight: recipe.cropHeight, frameWidth: recipe.cropWidth)
  }
}
