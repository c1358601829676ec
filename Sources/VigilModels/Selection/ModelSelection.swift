import Foundation
import VigilCore
public import VigilNetworks
public import VigilPreprocessing

/// The networks and the preprocessing of a run, before anything is loaded.
public struct ModelSelection: Sendable {
  /// The extractor, the detector, or both.
  public var networks: [SelectedNetwork]
  /// How frames become their input.
  public var preprocessing: Preprocessing
  /// The score from which on a snippet is abnormal.
  public var threshold: Float
  /// The folder that the detector, and so the threshold, is from; nil for test weights.
  public var detectorFolder: ModelFolder?

  /// No networks yet, and the defaults where a model does not say.
  public static let empty = ModelSelection(
    networks: [], preprocessing: Preprocessing(.rtfm, crops: .ten), threshold: 0.7)

  /// Finds models by their folders or names.
  ///
  /// - Parameters:
  ///   - models: folders or names of models.
  ///   - preset: in place of the models' own; nil for theirs.
  ///   - crops: in place of the models' own; nil for theirs.
  /// - Throws: if there is none of a name, or two networks have the same role.
  public init(named models: [String], preset: Preset? = nil, crops: CropCount? = nil) throws {
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
        throw ModelError(
          .mismatch, "the models given have more than one \(role.rawValue); leave out a --model")
      }
    }
    preprocessing = Preprocessing(preset ?? preprocessing.preset, crops: crops ?? preprocessing.crops)
  }

  private init(networks: [SelectedNetwork], preprocessing: Preprocessing, threshold: Float) {
    self.networks = networks
    self.preprocessing = preprocessing
    self.threshold = threshold
  }

  /// Whether the weights were fitted to data.
  public var isTrained: Bool { networks.allSatisfy { $0.sha256 != nil } }

  /// The licence of all networks together, each named once; nil if none is known.
  public var licence: String? {
    var licences: [String] = []
    for licence in networks.compactMap(\.licence) where !licences.contains(licence) {
      licences.append(licence)
    }
    return licences.isEmpty ? nil : licences.joined(separator: " AND ")
  }

  /// The network of a role.
  public func network(_ role: SelectedNetwork.Role) throws -> SelectedNetwork {
    guard let network = networks.first(where: { $0.role == role }) else {
      throw ModelError(
        .mismatch,
        "the models given have no \(role.rawValue); add --model with one that has (vigil models list shows them)"
      )
    }
    return network
  }

  /// Refuses preprocessing whose crops the extractor does not take.
  public func verifyCrops() throws {
    let network = try network(.extractor)
    let taken = network.graph.inputs[0].shape.suffix(2).compactMap(\.size)
    guard taken == preprocessing.cropShape.suffix(2) else {
      throw ModelError(
        .mismatch,
        "the preset \(preprocessing.preset.rawValue) has crops of \(preprocessing.cropWidth)x\(preprocessing.cropHeight), but "
          + "\(network.weightsName) takes \(taken[1])x\(taken[0]); leave --preset out, or choose another model"
      )
    }
  }

  /// Adds the extractor that has no weights, and its preprocessing.
  private mutating func addFlow() throws {
    preprocessing = Preprocessing(.compact, crops: .one)
    let graph = try FlowStatistics().graph(
      frameHeight: preprocessing.cropHeight, frameWidth: preprocessing.cropWidth)
    networks.append(
      SelectedNetwork(
        architecture: .flow(FlowStatistics()), graph: graph, weightsName: FlowStatistics.name,
        sha256: FlowStatistics.sha256
      ) { _ in Weights([:]) })
  }

  /// Adds the networks of a folder, its preprocessing and its threshold.
  public mutating func add(_ folder: ModelFolder) throws {
    let settings = folder.manifest.settings
    let preprocessing = settings.preprocessing
    for entry in folder.manifest.networks {
      var selected = SelectedNetwork(
        architecture: entry.architecture, graph: try entry.snippetGraph(preprocessing),
        quantization: entry.quantization,
        usesHalfFloats: settings.precision == .fp16 && entry.architecture.role == .extractor,
        weightsName: settings.name, sha256: entry.sha256, source: entry.source, licence: settings.licence
      ) { graph in
        let network =
          try entry.architecture.role == .extractor
          ? folder.extractor(
            frames: SnippetPosition.framesPerSnippet, frameHeight: preprocessing.cropHeight,
            frameWidth: preprocessing.cropWidth)
          : folder.detector()
        return network.weights.restricted(to: graph)
      }
      selected.training = entry.training
      networks.append(selected)
    }
    self.preprocessing = preprocessing
    if folder.manifest[.detector] != nil {
      threshold = Float(settings.threshold)
      detectorFolder = folder
    }
  }
}

extension ModelManifest.Entry {
  /// The graph for snippets of sixteen frames, whatever the layout was trained with.
  public func snippetGraph(_ preprocessing: Preprocessing) throws -> Graph {
    architecture.role == .detector
      ? try graph()
      : try extractorGraph(
        frames: SnippetPosition.framesPerSnippet, frameHeight: preprocessing.cropHeight,
        frameWidth: preprocessing.cropWidth)
  }
}

extension ModelSelection {
  /// What the features of its extractor depend on, in one line: preprocessing, architecture, weights by their digest, precision.
  ///
  /// Features under different lines are not comparable. For what an engine computes, ask the selection that it gives
  /// (`EngineConfiguration.computed`).
  ///
  /// - Throws: `ModelError` if the selection has no extractor.
  public var featureNetwork: String {
    get throws {
      let network = try network(.extractor).description
      return
        "\(preprocessing.name) \(network.architecture) \(network.sha256 ?? network.weights) \(network.precision)"
    }
  }
}
