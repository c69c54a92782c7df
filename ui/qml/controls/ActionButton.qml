import QtQuick
import OpenLuke

// A button that is there only while the core says its action does something.
Button {
    id: button

    required property ScreenViewModel vm
    required property string intent

    // False where the core offers more than makes sense for what is on the screen.
    property bool sensible: true

    objectName: "action-" + intent
    visible: sensible && vm.actions.includes(intent)
    onClicked: vm.act(intent)
}
