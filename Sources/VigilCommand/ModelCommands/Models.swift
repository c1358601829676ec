import ArgumentParser

/// `vigil models …`.
struct Models: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Imports, downloads, lists, shows, calibrates, prepares and exports models.",
    discussion:
      "A model is a folder NAME.vigil: a manifest, and weights as safetensors. Weights are data, never code.",
    subcommands: [
      ModelsList.self, ModelsInspect.self, ModelsImport.self, ModelsPull.self, ModelsCalibrate.self,
      ModelsCascade.self, ModelsPrepare.self,
      ModelsExport.self,
    ])
}
