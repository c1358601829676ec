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

  @Option(help: "The folder to make; its name ends in .vigil.")
  var output: String

  @Option(help: "The preset that the weights were trained with.")
  var preset: Preset = .rtfm

  @Option(help: "Crops of a frame to score: 10, 5 or 1.")
  var crops: CropCount = .ten

  @Option(help: "The licence of the weights, such as CC-BY-NC-4.0, kept in the manifest.")
  var licence: String?

  @Option(help: "The score from which a snippet counts as abnormal.")
  var threshold = 0.7

  @Option(help: "The layout of an extractor, if its tensor names do not reveal it.")
  var layout: I3DNonLocal.Layout?

  @Flag(help: "Replace a model folder that is already there.")
  var replace = false

  func validate() throws {
    try require(threshold.isFinite && (0...1).contains(threshold), "--threshold takes a score from 0 to 1")
    try require(
      output.hasSuffix(".vigil"), "--output takes the name of a model folder, such as \(output).vigil")
  }

  func run() throws {
    let destination = URL(filePath: output)
    let settings = ModelSettings(
      name: destination.deletingPathExtension().lastPathComponent,
      preprocessing: Preprocessing(preset, crops: crops),
      licence: licence, threshold: threshold)
    let result = try CheckpointImport.run(
      files: files.map { URL(filePath: $0) }, settings: settings, to: destination, layout: layout,
      replace: replace)
    for mapping in result.mappings { Console.result(mapping.line) }
    Console.result("made \(result.folder.url.path)")
  }
}

extension I3DNonLocal.Layout: ExpressibleByArgument {}
