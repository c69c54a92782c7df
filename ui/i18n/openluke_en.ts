<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>AccountViewModel</name>
    <message numerus="yes">
        <source>%n parcels are waiting at %1</source>
        <translation>
            <numerusform>%n parcel is waiting at %1</numerusform>
            <numerusform>%n parcels are waiting at %1</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n orders are on their way</source>
        <translation>
            <numerusform>%n order is on its way</numerusform>
            <numerusform>%n orders are on their way</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n of them wait for approval</source>
        <translation>
            <numerusform>%n of them waits for approval</numerusform>
            <numerusform>%n of them wait for approval</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n lines</source>
        <translation>
            <numerusform>%n line</numerusform>
            <numerusform>%n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n pickups are waiting. Choose what you will take with you.</source>
        <translation>
            <numerusform>%n pickup is waiting. Choose what you will take with you.</numerusform>
            <numerusform>%n pickups are waiting. Choose what you will take with you.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Prices and buying (%n)</source>
        <translation>
            <numerusform>Prices and buying (%n)</numerusform>
            <numerusform>Prices and buying (%n)</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Open %n doors</source>
        <translation>
            <numerusform>Open %n door</numerusform>
            <numerusform>Open %n doors</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>BasketViewModel</name>
    <message numerus="yes">
        <source>%n pieces</source>
        <translation>
            <numerusform>%n piece</numerusform>
            <numerusform>%n pieces</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>CheckoutViewModel</name>
    <message numerus="yes">
        <source>%n pieces</source>
        <translation>
            <numerusform>%n piece</numerusform>
            <numerusform>%n pieces</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DoneViewModel</name>
    <message numerus="yes">
        <source>%n lines of your order are still to come. We will send a message.</source>
        <translation>
            <numerusform>%n line of your order is still to come. We will send a message.</numerusform>
            <numerusform>%n lines of your order are still to come. We will send a message.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DoorFaultViewModel</name>
    <message numerus="yes">
        <source>%n tries left</source>
        <translation>
            <numerusform>%n try left</numerusform>
            <numerusform>%n tries left</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>DoorViewModel</name>
    <message numerus="yes">
        <source>It opens by itself in %n seconds.</source>
        <translation>
            <numerusform>It opens by itself in %n second.</numerusform>
            <numerusform>It opens by itself in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>KioskViewModel</name>
    <message numerus="yes">
        <source>The screen is cleared in %n seconds.</source>
        <translation>
            <numerusform>The screen is cleared in %n second.</numerusform>
            <numerusform>The screen is cleared in %n seconds.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>PinViewModel</name>
    <message numerus="yes">
        <source>Wrong PIN. %n tries left.</source>
        <translation>
            <numerusform>Wrong PIN. %n try left.</numerusform>
            <numerusform>Wrong PIN. %n tries left.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n digits entered</source>
        <translation>
            <numerusform>%n digit entered</numerusform>
            <numerusform>%n digits entered</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RefusedViewModel</name>
    <message numerus="yes">
        <source>%n minutes</source>
        <translation>
            <numerusform>%n minute</numerusform>
            <numerusform>%n minutes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ServiceCommissionViewModel</name>
    <message numerus="yes">
        <source>%n doors proved</source>
        <translation>
            <numerusform>%n door proved</numerusform>
            <numerusform>%n doors proved</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ServiceViewModel</name>
    <message numerus="yes">
        <source>%n doors are not commissioned: they open for nobody.</source>
        <translation>
            <numerusform>%n door is not commissioned: it opens for nobody.</numerusform>
            <numerusform>%n doors are not commissioned: they open for nobody.</numerusform>
        </translation>
    </message>
</context>
</TS>
