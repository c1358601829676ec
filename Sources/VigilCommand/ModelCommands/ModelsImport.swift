public import ArgumentParser
import Foundation
import VigilCore
public import VigilNetworks
import VigilPreprocessing
import VigilTensorFiles

/// `vigil models import FILE… --output NAME.vigil`.
struct ModelsImport: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Makes a model folder from published checkpoints.",
    discussion: """
      Reads PyTorch files (zip and legacy), the Caffe2 pickle and safetensors, recognises the network by its names and \
      shapes, and verifies every tensor. Nothing in a file is ever executed. Give an extractor, a detector or both.
      """)

  @Argument(help: "The checkpoints.")
  var files: [String]

  @OptionGroup
  var new: NewModelOptions

  @Option(help: "The preset that the weights were trained with.")
  var preset: Preset = .rtfm

  @Option(help: "Crops of a frame to score: 10, 5 or 1.")
  var crops: CropCount = .ten

  @Option(help: "The licence of the weights, such as CC-BY-NC-4.0, kept in the manifest.")
  var licence: String?

  @OptionGroup
  var alarm: NewThresholdOptions

  @Option(help: "The layout of an extractor, if its tensor names do not reveal it.")
  var layout: I3DNonLocal.Layout?

  func validate() throws {
    try require((0...1).contains(alarm.value), "--threshold takes a score from 0 to 1")
  }

  func run() throws {
    let settings = ModelSettings(
      name: new.url.deletingPathExtension().lastPathComponent,
      preprocessing: Preprocessing(preset, crops: crops),
      licence: licence, threshold: alarm.value)
    let result = try CheckpointImport.run(
      files: files.map { URL(filePath: $0) }, settings: settings, to: new.url, layout: layout,
      replace: new.replace)
    for mapping in result.mappings { Console.result(mapping.line) }
    Console.result("made \(result.folder.url.path)")
  }
}

extension I3DNonLocal.Layout: ExpressibleByArgument {}
