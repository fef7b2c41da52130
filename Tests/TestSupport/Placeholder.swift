/// A placeholder until the first helper is written.
enum Placeholder {}
